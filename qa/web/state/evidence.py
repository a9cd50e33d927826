"""Evidence beside an answer that is still being written: both have one row of markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer.model import Citation, EvidenceFound

_Place = tuple[str, int, str, int, int]


def numbered_after(evidence: EvidenceFound, citations: Sequence[Citation]) -> EvidenceFound:
    """Return the evidence with its markers going on from those of `citations`.

    What both cite has the marker that it has there.
    """
    markers = {_place(cited): cited.marker for cited in citations}
    new: dict[int, int] = {}
    for cited in evidence.citations:
        new[cited.marker] = markers.setdefault(_place(cited), len(markers) + 1)
    sentences = []
    for sentence in evidence.sentences:
        numbers = tuple(new[number] for number in sentence.markers)
        words = sentence.text.rpartition(" ")[0]
        text = f"{words} {''.join(f'[{number}]' for number in numbers)}"
        sentences.append(replace(sentence, text=text, markers=numbers))
    direct, disagreement = evidence.direct, evidence.disagreement
    if disagreement:
        reports = tuple(replace(one, marker=new[one.marker]) for one in disagreement.reports)
        disagreement = replace(disagreement, reports=reports)
    return replace(
        evidence,
        sentences=tuple(sentences),
        citations=tuple(replace(cited, marker=new[cited.marker]) for cited in evidence.citations),
        direct=replace(direct, marker=new[direct.marker]) if direct else None,
        disagreement=disagreement,
    )


def _place(cited: Citation) -> _Place:
    return cited.article_id, cited.version, cited.field, cited.start, cited.end
