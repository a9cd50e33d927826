"""Nothing leaves the machine: every command and a served page, with names, addresses and packets watched."""

from __future__ import annotations

import ipaddress
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUIET = Path(__file__).parent / "quiet"
PROBE = "192.0.2.1"


def is_here(name: str) -> bool:
    if name in {"localhost", "None", "", "b''"}:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    # The rest is what the kernel says for itself on a network: router and listener discovery.
    return address.is_loopback or address.is_unspecified or address.is_multicast


def namespace() -> list[str]:
    """The command that gives a child a network of its own, where the system lets us."""
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if not shutil.which("unshare") or not shutil.which("ip"):
        return []
    tried = subprocess.run([*command, "ip", "link", "set", "lo", "up"], capture_output=True, check=False)
    return command if tried.returncode == 0 else []


@pytest.mark.real
@pytest.mark.slow
def test_no_command_and_no_page_asks_for_anything_beyond_this_machine(
    tmp_path: Path, model_cache: Path
) -> None:
    apart = namespace()
    asked = tmp_path / "asked.txt"
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join((str(QUIET), str(ROOT))),
        "WATCHED_SOCKETS": str(asked),
        "CITEDESK_DATA_DIR": str(tmp_path / "data"),
        "CITEDESK_CACHE_DIR": str(model_cache),
    }
    command = [
        *apart,
        sys.executable,
        str(QUIET / "run.py"),
        str(tmp_path),
        *(["namespace"] if apart else []),
    ]
    ran = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=1600, check=False
    )
    assert ran.returncode == 0, ran.stderr
    names = [line.split(" ", 1)[1] for line in asked.read_text("utf-8").splitlines()]
    assert "127.0.0.1" in names
    assert not {name for name in names if not is_here(name)} - {PROBE}
    if apart:
        addressed = set(json.loads(ran.stdout))
        assert PROBE in addressed
        assert {address for address in addressed if not is_here(address)} == {PROBE}
    assert not list(home.iterdir()), "something was written beside the project's own folders"
