"""What qualifies an answer, to be read before it: on the page, in a copy and in an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from corpus.text.changes import Edit, edits
from corpus.text.dates import day_in_words
from qa.answer.model import Citation
from qa.models.injection import displayable as without_marks
from qa.web.html.rendering import rendered
from qa.web.html.sentences import marker_button
from qa.web.state.conversation import Turn
from qa.web.state.revisions import Revision

DISAGREE = "Reports disagree"
_NOT_BEFORE = "The cited words were not in it before."
_NO_MORE = "The cited words are no longer in it."
_STAND = "The cited words still stand in it."


@dataclass(frozen=True, slots=True)
class Row:
    """What one outlet reports where several disagree, with the number of its citation or footnote."""

    outlet: str
    values: str
    published_at: datetime | None
    number: int

    @property
    def day(self) -> str:
        """The day it was published, in words."""
        return day_in_words(self.published_at) if self.published_at else "undated"


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction made of cited words.

    Attributes:
        heading: That there was one, and when.
        outlet: Whose report it is, or its headline.
        numbers: Of the citations or footnotes.
        before: The earlier words, "" where there is nothing to compare.
        after: Those of after.
        note: What stands in their place where there is nothing to compare.
    """

    heading: str
    outlet: str
    numbers: tuple[int, ...]
    before: str = ""
    after: str = ""
    note: str = ""

    @property
    def edits(self) -> list[Edit]:
        """How the one became the other, word by word."""
        return edits(self.before, self.after) if self.before else []


@dataclass(frozen=True, slots=True)
class Banner:
    """What qualifies an answer.

    Attributes:
        rows: The reports that disagree, one an outlet.
        changes: What became of cited words by corrections.
        as_of: The day of which the answer is, in a sentence, with the number of what says so; or None.
        notes: What else there is to know.
    """

    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    as_of: tuple[str, int] | None
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.rows or self.changes or self.as_of or self.notes)


def banner_of(
    turn: Turn, numbers: Mapping[int, int] | None = None, text: Callable[[str], str] = str
) -> Banner:
    """Return what qualifies the answer of a turn, as far as it has come.

    Footnotes have the numbers of `numbers`, else those of the citations' markers; `text` makes articles'
    words fit to be shown.
    """
    numbers = numbers or {cited.marker: cited.marker for cited in turn.cited}
    answer = turn.answer
    as_of = answer.as_of if answer else None
    qualifiers = (turn.disagreement, as_of, *(answer.corrections if answer else ()))
    shown = {one.text for one in qualifiers if one}
    rest = [notice for notice in turn.notices if notice not in shown]
    return Banner(
        tuple(_rows(turn, numbers, text)),
        _once((*_since(turn, numbers, text), *_by_then(turn, numbers, text))),
        (as_of.text, numbers[as_of.marker]) if as_of else None,
        tuple(map(text, (*_removed(turn), *rest))),
    )


def banner(turn: Turn) -> Markup:
    """Return what qualifies a turn's answer as HTML; "" where nothing does."""
    shown = banner_of(turn)
    if not shown:
        return Markup()
    cited = turn.by_marker

    def marker(number: int) -> Markup:
        return marker_button(turn.number, number, cited.get(number), "")

    return rendered("answer/banner.html", banner=shown, disagree=DISAGREE, marker=marker)


def _rows(turn: Turn, numbers: Mapping[int, int], text: Callable[[str], str]) -> Iterator[Row]:
    cited = turn.by_marker
    disagreement = turn.disagreement
    for one in disagreement.reports if disagreement else ():
        report = cited[one.marker]
        values = without_marks(", ".join(one.values))
        yield Row(text(report.source or ""), text(values), report.published_at, numbers[one.marker])


def _once(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, each told once: one that changed several cited sentences alike has all their numbers."""
    once: dict[object, Change] = {}
    for change in changes:
        words = tuple(edit for edit in change.edits if edit.kind != "same")
        key = (change.heading, change.outlet, change.note, words)
        first = once.get(key)
        once[key] = replace(first, numbers=(*first.numbers, *change.numbers)) if first else change
    return tuple(once.values())


def _by_then(turn: Turn, numbers: Mapping[int, int], text: Callable[[str], str]) -> Iterator[Change]:
    """The cited words that came with a correction."""
    cited = turn.by_marker
    for one in turn.answer.corrections if turn.answer else ():
        report = cited[one.marker]
        heading = _on("Corrected on", report.corrected_at)
        own = (numbers[one.marker],)
        change = Change(heading, text(_outlet(report)), own, note=_NOT_BEFORE)
        yield _compared(change, one.before, report.quote, text)


def _since(turn: Turn, numbers: Mapping[int, int], text: Callable[[str], str]) -> Iterator[Change]:
    """What became of cited words later; of an article of which all of them stand, that they do."""
    cited = turn.by_marker
    by_article: dict[str, list[Revision]] = {}
    for one in turn.revisions:
        by_article.setdefault(cited[one.marker].article_id, []).append(one)
    for some in by_article.values():
        report = cited[some[0].marker]
        heading = _on("Corrected since, on", some[0].corrected_at)
        outlet = text(_outlet(report))
        for one in some:
            if not one.stands:
                change = Change(heading, outlet, (numbers[one.marker],), note=_NO_MORE)
                yield _compared(change, cited[one.marker].quote, one.now, text)
        if all(one.stands for one in some):
            yield Change(heading, outlet, tuple(numbers[one.marker] for one in some), note=_STAND)


def _compared(change: Change, before: str, after: str, text: Callable[[str], str]) -> Change:
    """A change with the words before and after it, in the place of its note, where there are both."""
    old, new = (" ".join(text(without_marks(words)).split()) for words in (before, after))
    return replace(change, before=old, after=new, note="") if old and new else change


def _removed(turn: Turn) -> Iterator[str]:
    gone = {cited.article_id for cited in turn.citations if turn.fate(cited) == "removed"}
    if gone:
        what = "A cited article has been" if len(gone) == 1 else f"{len(gone)} cited articles have been"
        yield f"{what} removed since this answer was given."


def _on(heading: str, moment: datetime | None) -> str:
    return f"{heading} {day_in_words(moment)}" if moment else heading.removesuffix(" on").removesuffix(",")


def _outlet(cited: Citation) -> str:
    return cited.source or cited.title
