"""An answer says that what it cites was corrected, and when."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.browse.listing import listed
from index.registers.redaction import redacted
from qa.cli.text import answer_text
from qa.web.state.conversation import Turn
from qa.web.state.sealed_turns import answer_of
from tests.index.makers import article, put
from tests.qa.answer.desks import desk_with

FIRST = "The ferry to Hask sank on Monday. Forty people were aboard, the harbour master said."
SECOND = "The ferry to Hask sank on Monday. Fourteen people were aboard, the harbour master said."
QUESTION = "How many people were aboard the ferry to Hask?"
CORRECTED = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("replies", [(), ("Fourteen people were aboard. [1]",)], ids=["quoted", "generated"])
def test_a_cited_article_that_was_corrected_says_so(tmp_path: Path, replies: tuple[str, ...]) -> None:
    with desk_with(tmp_path, [], *replies) as desk:
        given = {"title": "Ferry sinks off Hask", "source": "Courier"}
        put(desk._archive, article("ferry", FIRST, **given))
        put(desk._archive, article("ferry", SECOND, updated_at=CORRECTED, **given))
        answer = desk.ask(QUESTION)
    [citation] = [cited for cited in answer.citations if "Fourteen" in cited.quote]
    assert citation.corrected_at == CORRECTED
    assert answer.to_dict()["citations"][citation.marker - 1]["corrected_at"] == "2024-05-03T09:30:00Z"
    assert answer.to_dict()["hits"][0]["corrected_at"] == "2024-05-03T09:30:00Z"
    [notice] = [notice for notice in answer.notices if "corrected" in notice]
    assert "Courier was corrected on 3 May 2024" in notice
    [correction] = answer.corrections
    assert (correction.text, correction.marker) == (notice, citation.marker)
    assert correction.before == citation.quote.replace("Fourteen", "Forty")
    left = redacted(answer.to_dict(), {"ferry"})
    assert "Forty" not in str(left)
    assert notice not in left["notices"]
    assert "corrected 2024-05-03" in answer_text(answer)
    assert answer_of(answer.to_dict()).citations == answer.citations


def test_a_correction_elsewhere_in_the_article_is_no_notice(tmp_path: Path) -> None:
    with desk_with(tmp_path, []) as desk:
        put(desk._archive, article("ferry", FIRST + "\n\nIt was built in Porto."))
        put(desk._archive, article("ferry", FIRST + "\n\nIt was built in Lisbon."))
        answer = desk.ask(QUESTION)
    assert all(cited.corrected_at for cited in answer.citations)
    assert not [notice for notice in answer.notices if "corrected" in notice]


def test_words_that_are_only_cleaned_otherwise_were_not_corrected(tmp_path: Path) -> None:
    with desk_with(tmp_path, []) as desk:
        put(desk._archive, article("ferry", FIRST.replace(" sank", " SANK"), cleaner="text-0"))
        cited = desk.ask(QUESTION)
        put(desk._archive, article("ferry", FIRST, cleaner="text-1"))
        answer = desk.ask(QUESTION)
        assert answer.citations
        assert not any(cited.corrected_at for cited in answer.citations)
        assert not [notice for notice in answer.notices if "corrected" in notice]
        # What was shared before still shows its exact words, and does not say that they were corrected.
        known = listed(desk.archive.catalogue, ["ferry"])
        turn = Turn(1, QUESTION, citations=list(cited.citations), known=known)
        for citation in cited.citations:
            assert turn.fate(citation) is None
            text = getattr(desk.article("ferry", citation.version), citation.field)
            assert text[citation.start : citation.end] == citation.quote
        put(desk._archive, article("ferry", SECOND, cleaner="text-1"))
        turn.known = listed(desk.archive.catalogue, ["ferry"])
        assert {turn.fate(citation) for citation in cited.citations} == {"corrected"}


def test_a_correction_is_told_though_its_text_was_cleaned_otherwise_since(tmp_path: Path) -> None:
    with desk_with(tmp_path, []) as desk:
        given = {"title": "Ferry sinks off Hask", "source": "Courier"}
        put(desk._archive, article("ferry", FIRST + " Read more", cleaner="text-0", **given))
        put(desk._archive, article("ferry", SECOND + " Read more", cleaner="text-0", **given))
        put(desk._archive, article("ferry", SECOND, cleaner="text-1", **given))
        answer = desk.ask(QUESTION)
    assert [notice for notice in answer.notices if "corrected" in notice]


def test_new_metadata_does_not_move_the_day_of_a_correction(tmp_path: Path) -> None:
    with desk_with(tmp_path, []) as desk:
        put(desk._archive, article("ferry", FIRST))
        put(desk._archive, article("ferry", SECOND))
        before = desk.article("ferry").corrected_at
        put(desk._archive, article("ferry", SECOND, author="Ana Ruiz"))
        after = desk.article("ferry")
    assert (after.author, after.corrected_at) == ("Ana Ruiz", before)


def test_words_that_a_correction_added_stand_for_nothing(tmp_path: Path) -> None:
    with desk_with(tmp_path, []) as desk:
        put(desk._archive, article("ferry", "The ferry to Hask sank on Monday."))
        put(desk._archive, article("ferry", f"The ferry to Hask sank on Monday.\n\n{SECOND[34:]}"))
        answer = desk.ask(QUESTION)
    assert "" in [correction.before for correction in answer.corrections]
