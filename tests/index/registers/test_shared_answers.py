"""Kept answers follow the archive: what is removed is no longer told, and leaves the disk with a rebuild."""

from __future__ import annotations

import pytest

from index.archive import Archive
from index.ingest.removal import remove, restore
from index.registers.feedback import each_feedback, keep_feedback
from index.registers.redaction import redacted
from index.registers.shared_answers import share, shared_answer
from index.upkeep.rebuild import rebuild
from qa import Desk
from tests.index.ingest.test_removal import found
from tests.index.makers import article, put

pytestmark = pytest.mark.both_databases

QUESTION = "Who confessed to the zanzibarine affair?"
SECRET = article("secret", "Quibblezorp confessed to the zanzibarine affair.", title="Quibblezorp confesses")


def test_feedback_comes_out_as_it_went_in_and_may_be_changed(archive: Archive, desk: Desk) -> None:
    put(archive, SECRET)
    answer = desk.ask(QUESTION).to_dict()
    first = keep_feedback(archive.catalogue, QUESTION, answer, "up", by="ada")
    second = keep_feedback(archive.catalogue, "Another?", answer, "up")
    assert keep_feedback(archive.catalogue, QUESTION, answer, "down", "No: café 😀", "ada", first) == first
    told = [said.to_dict() for said in each_feedback(archive.catalogue)]
    assert [said["id"] for said in told] == [first, second]
    assert told[0] == {
        "id": first,
        "given_at": told[0]["given_at"],
        "by": "ada",
        "rating": "down",
        "comment": "No: café 😀",
        "question": QUESTION,
        "answer": answer,
    }


def test_a_removed_article_is_not_told_any_more_and_comes_back_with_restore(
    archive: Archive, desk: Desk
) -> None:
    put(archive, SECRET)
    answer = desk.ask(QUESTION).to_dict()
    assert answer["citations"]
    name = share(archive.catalogue, QUESTION, answer)
    keep_feedback(archive.catalogue, QUESTION, answer, "up")
    remove(archive, ["secret"])
    kept = shared_answer(archive.catalogue, name)
    [said] = each_feedback(archive.catalogue)
    for left in (said.answer, kept.answer if kept else {}):
        assert "Quibblezorp" not in str(left)
        assert [cited["article_id"] for cited in left["citations"]] == ["secret"] * len(answer["citations"])
    restore(archive, ["secret"])
    kept = shared_answer(archive.catalogue, name)
    assert kept is not None
    assert kept.answer == answer


def test_a_rebuild_takes_its_words_out_of_kept_answers(archive: Archive, desk: Desk) -> None:
    put(archive, SECRET, article("other", "The zanzibarine affair went on."))
    answer = desk.ask(QUESTION).to_dict()
    share(archive.catalogue, "Who?", answer)
    keep_feedback(archive.catalogue, "Who?", answer, "up")
    remove(archive, ["secret"])
    rebuild(archive)
    assert found(archive, b"quibblezorp") == []


def test_a_name_that_nobody_gave_leads_nowhere(archive: Archive) -> None:
    assert shared_answer(archive.catalogue, "x") is None


def test_redacting_leaves_what_others_carry() -> None:
    cited = {"article_id": "a", "marker": 1, "quote": "A", "title": "T", "url": "u"}
    other = cited | {"article_id": "b", "marker": 2}
    answer = {
        "text": "“A” [1] “B” [2]",
        "sentences": [{"text": "“A” [1]", "markers": [1]}, {"text": "“B” [2]", "markers": [2]}],
        "citations": [cited, other],
        "hits": [{"article_id": "a"}, {"article_id": "b"}],
        "nearest": [{"article_id": "a"}],
    }
    left = redacted(answer, {"a"})
    assert left["text"] == "“B” [2]"
    assert left["citations"] == [cited | {"quote": "", "title": "", "url": None}, other]
    assert left["hits"] == [{"article_id": "b"}]
    assert left["nearest"] == []
    assert redacted(answer, {"c"}) == answer


def test_redacting_takes_a_direct_answer_and_leaves_that_an_answer_was_not_sure() -> None:
    cited = {"article_id": "a", "marker": 1, "quote": "A", "title": "T", "url": "u"}
    answer = {
        "text": "Not sure. “A” [1] “B” [2]",
        "direct": {"text": "A", "marker": 1, "start": 0, "end": 1, "probability": 0.9},
        "sentences": [{"text": "“A” [1]", "markers": [1]}, {"text": "“B” [2]", "markers": [2]}],
        "citations": [cited, cited | {"article_id": "b", "marker": 2}],
    }
    assert redacted(answer, {"b"})["direct"] == answer["direct"]
    left = redacted(answer, {"a"})
    assert left["direct"] is None
    assert left["text"] == "Not sure. “B” [2]"
    assert redacted(left, {"a"})["text"] == "“B” [2]"
