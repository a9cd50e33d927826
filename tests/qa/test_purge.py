"""What is kept of answers beside the archive goes with a purge too."""

from pathlib import Path

import pytest

from corpus.errors import ArchiveError
from qa.desk import Desk
from qa.evaluate.outcomes import Outcome, OutcomeFile, forget_outcomes
from tests.index.makers import article, put


def test_a_purge_takes_the_outcomes_of_evaluations_too(desk: Desk) -> None:
    put(desk._archive, article("secret", "Quibblezorp confessed."), article("other", "The ferry sank."))
    folder = desk.settings.data_dir
    outcomes = OutcomeFile.at(folder, "key")
    with outcomes.appending(fresh=True) as keep:
        keep(Outcome("1", {}, {}, answered='"Quibblezorp confessed." [1]', titles=("News of secret",)))
    assert traces(folder, b"quibblezorp")
    desk.remove(["secret"], purge=True)
    assert traces(folder, b"quibblezorp") == []
    assert desk.ask("What about the ferry?").status == "answered"


def traces(folder: Path, trace: bytes) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if trace in path.read_bytes().lower()]


def test_outcomes_that_stay_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    forget_outcomes(tmp_path)
    monkeypatch.setattr("qa.evaluate.outcomes.shutil.rmtree", refuse)
    with pytest.raises(ArchiveError, match="removed articles: Permission denied"):
        forget_outcomes(tmp_path)
