"""What clients get is, byte for byte, what was recorded; `pytest --record` of this file records it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.desk import Desk
from tests.qa.schemas.recording import documents

RECORDED = Path(__file__).parent / "recorded" / "documents.txt"


def test_clients_get_the_same_bytes(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pytestconfig: pytest.Config,
) -> None:
    made = documents(desk, tmp_path, monkeypatch, lambda: capsys.readouterr().out.strip())
    texts = [f"# {name} | {schema}\n{document}\n" for name, schema, document in made]
    if pytestconfig.getoption("--record"):
        RECORDED.write_text("".join(texts), encoding="utf-8")
    for text, was in zip(texts, recorded(), strict=True):
        assert text.strip() == was.strip()


def recorded() -> list[str]:
    """Each document below a line with its name and its schema's."""
    return [f"# {part}" for part in RECORDED.read_text(encoding="utf-8").removeprefix("# ").split("\n# ")]
