"""What an operator sees of a long command."""

import pytest

from index.ingest.progress import Progress
from qa.cli.progress import LineProgress


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress("x", 500, 10.0), "500 articles 50.0/s"),
        (Progress("x", 500, 10.0, share=0.25), "500 articles 50.0/s, 25%, about 30 s left"),
        (
            Progress("x", 500, 100.0, total=5_000, share=0.1),
            "500 of 5,000 articles 5.0/s, 10%, about 15 min left",
        ),
        (Progress("x", 500, 10.0, message="Waiting for process 7."), "Waiting for process 7."),
    ],
)
def test_rate_and_time_left_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], progress: Progress, line: str
) -> None:
    monkeypatch.setattr("qa.cli.progress._EVERY_S", 0.0)
    with LineProgress("articles") as told:
        told.of_sync(progress)
    assert capsys.readouterr().err == f"{line}\n"


def test_bytes_are_told_in_megabytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("qa.cli.progress._EVERY_S", 0.0)
    with LineProgress("MB") as told:
        told.line("Fetching it.")
        told.of_bytes(52_428_800, 1_117_320_768)
    assert capsys.readouterr().err == "Fetching it.\n52 of 1,117 MB\n"
