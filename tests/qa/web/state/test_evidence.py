"""Evidence beside what a model writes: one row of markers, each with its own citation."""

from __future__ import annotations

from dataclasses import replace

from qa.answer.model import Citation, Direct, EvidenceFound, Notice, Sentence
from qa.answer.qualifiers import Disagreement, Report
from qa.web.html.banner import banner_of
from qa.web.state.conversation import Turn


def cited(marker: int, start: int) -> Citation:
    return Citation(marker, "a", 1, "body", start, start + 5, "words", "Title")


def quoted(*markers: int) -> Sentence:
    return Sentence(f"“[2] words” {''.join(f'[{m}]' for m in markers)}", "quoted", markers, 1.0)


EVIDENCE = EvidenceFound(
    "answered",
    (quoted(1), quoted(2)),
    (cited(1, 10), cited(2, 20)),
    Direct("words", 1, 0, 5, 0.9),
)


def test_evidence_is_shown_only_while_a_model_writes() -> None:
    turn = Turn(1, "Who?", evidence=EVIDENCE)
    assert turn.beside is None
    assert turn.cited == []
    turn.ahead = 0
    assert turn.beside == EVIDENCE
    assert turn.cited == list(EVIDENCE.citations)


def test_its_markers_go_on_from_those_of_what_is_written() -> None:
    written = Sentence("It is words. [1][2]", "generated", (1, 2), 0.9, (cited(1, 20), cited(2, 30)))
    turn = Turn(1, "Who?", evidence=EVIDENCE, ahead=0)
    turn.take(written)
    beside = turn.beside
    assert beside is not None
    assert [sentence.text for sentence in beside.sentences] == ["“[2] words” [3]", "“[2] words” [1]"]
    assert [sentence.markers for sentence in beside.sentences] == [(3,), (1,)]
    assert beside.direct is not None
    assert beside.direct.marker == 3
    assert [(citation.marker, citation.start) for citation in turn.cited] == [(1, 20), (2, 30), (3, 10)]


def test_reports_that_disagree_are_told_with_the_evidence_by_the_same_markers() -> None:
    disagreement = Disagreement("They disagree.", (Report(1, ("12",)), Report(2, ("14",))))
    turn = Turn(1, "Who?", evidence=replace(EVIDENCE, disagreement=disagreement), ahead=0)
    turn.take(Sentence("It is words. [1]", "generated", (1,), 0.9, (cited(1, 20),)))
    assert turn.disagreement is not None
    assert [one.marker for one in turn.disagreement.reports] == [2, 1]
    turn.take(Notice("They disagree."))
    assert [row.number for row in banner_of(turn).rows] == [2, 1]
    assert banner_of(turn).notes == ()
