"""How much memory is free, so that no model is fetched that this machine cannot load."""

from __future__ import annotations

import re
from pathlib import Path

_MEMINFO = Path("proc/meminfo")
_CGROUP = Path("sys/fs/cgroup")


def free_memory(root: Path = Path("/")) -> int | None:
    """Return the bytes of memory that are free for this process, or None if unknown.

    Known on Linux, where a container's own limit counts too.
    """
    limits = [free for free in (_of_machine(root), _of_container(root)) if free is not None]
    return min(limits, default=None)


def _of_machine(root: Path) -> int | None:
    match = re.search(r"^MemAvailable:\s+(\d+) kB", _text(root / _MEMINFO), re.M)
    return int(match.group(1)) * 1024 if match else None


def _of_container(root: Path) -> int | None:
    limit, used = (_text(root / _CGROUP / name).strip() for name in ("memory.max", "memory.current"))
    if not (limit.isdigit() and used.isdigit()):  # "max" means none.
        return None
    # Memory used as file cache is given back when needed.
    cached = re.search(r"^inactive_file (\d+)", _text(root / _CGROUP / "memory.stat"), re.M)
    return int(limit) - int(used) + (int(cached.group(1)) if cached else 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
