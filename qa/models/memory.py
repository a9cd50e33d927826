"""How much memory is free, so that nobody fetches a model that this machine cannot load."""

from __future__ import annotations

import re
from pathlib import Path

_MEMINFO = Path("proc/meminfo")
_CGROUP = Path("sys/fs/cgroup")


def free_memory(root: Path = Path("/")) -> int | None:
    """Return how many bytes of memory are free for this process, or None where the system does not say.

    Linux says it, and a container its own limit; elsewhere None.

    Args:
        root: Where the system's files are.
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
    # What files were read into is given back when it is needed.
    cached = re.search(r"^inactive_file (\d+)", _text(root / _CGROUP / "memory.stat"), re.M)
    return int(limit) - int(used) + (int(cached.group(1)) if cached else 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
