from pathlib import Path

import pytest

from qa.models.memory import free_memory


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with 8 GB free."""
    (tmp_path / "proc").mkdir()
    (tmp_path / "sys" / "fs" / "cgroup").mkdir(parents=True)
    (tmp_path / "proc" / "meminfo").write_text(
        "MemTotal: 16000000 kB\nMemAvailable:    8000000 kB\n", "utf-8"
    )
    return tmp_path


def put(machine: Path, limit: str) -> None:
    for name, text in (
        ("max", limit),
        ("current", "1000000000"),
        ("stat", "anon 5\ninactive_file 300000000"),
    ):
        (machine / "sys/fs/cgroup" / f"memory.{name}").write_text(f"{text}\n", "utf-8")


def test_a_machine_says_what_is_free(machine: Path) -> None:
    assert free_memory(machine) == 8_192_000_000


def test_a_container_has_its_own_limit(machine: Path) -> None:
    put(machine, "3000000000")
    assert free_memory(machine) == 2_300_000_000


def test_a_container_without_a_limit_has_the_machines(machine: Path) -> None:
    put(machine, "max")
    assert free_memory(machine) == 8_192_000_000


def test_where_nothing_is_said_nothing_is_known(tmp_path: Path) -> None:
    assert free_memory(tmp_path) is None
