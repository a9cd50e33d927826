"""What stands around the words that an answer cites."""

from __future__ import annotations

from index.archive import Archive
from qa.answer.model import Citation
from qa.web.state.passages import passages_of
from tests.index.makers import article, put

BODY = f"A first paragraph.\n\n{'Long before it. ' * 12}It sank. {'Long after it. ' * 12}\n\nA last one."


def cited(archive: Archive, marker: int = 1, article_id: str = "a") -> Citation:
    start = BODY.index("It sank.")
    return Citation(marker, article_id, 1, "body", start, start + 8, "It sank.", "Ferry sinks")


def test_a_passage_has_the_ends_of_its_own_paragraph_around_it(archive: Archive) -> None:
    put(archive, article("a", BODY, title="Ferry sinks"))
    passage = passages_of(archive.catalogue, [cited(archive)])[1]
    assert passage.before.startswith("…")
    assert passage.before.endswith("Long before it.")
    assert passage.after.startswith("Long after it.")
    assert passage.after.endswith("…")
    assert max(len(passage.before), len(passage.after)) <= 141
    assert passage.versions == 1


def test_what_is_gone_has_none(archive: Archive) -> None:
    put(archive, article("a", BODY, title="Ferry sinks"))
    assert set(passages_of(archive.catalogue, [cited(archive), cited(archive, 2, "gone")])) == {1}
