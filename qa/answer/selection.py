"""What is quoted where no language model writes: chosen once, for the evidence and for the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answer.citing import Draft
from qa.answer.conflicts import Claim, conflicting
from qa.answer.model import Notice, Sentence
from qa.answer.quotation import quoted
from qa.answer.quotes import LEAST_SURE, WORDS, Quote, Words, direct, evidence_quote, quotes, written
from qa.evidence.antecedent import with_context
from qa.evidence.candidates import Evidence
from qa.evidence.overviews import in_order_of_date, wants_several
from qa.models.injection import displayable
from qa.question.understand import Question
from qa.refuse.verdict import Verdict

_QUOTABLE = 40


@dataclass(frozen=True, slots=True)
class Selection:
    """What is quoted, in the order to be shown: at least one quote.

    The `words` are those of the first quote that answer, with their probability; the `claims` are the quotes
    that disagree.
    """

    quotes: tuple[Quote, ...]
    words: Words | None
    probability: float
    claims: tuple[Claim, ...]


def selection_of(question: Question, evidence: Sequence[Evidence], verdict: Verdict) -> Selection:
    """Return what is quoted of evidence: at least one sentence, best first."""
    if wants_several(question):
        chosen = [evidence_quote(item) for item in in_order_of_date(evidence, question, WORDS)]
    else:
        chosen = _with_context(question, quotes(evidence, question), evidence)
    claims = _fitting(conflicting(question, evidence))
    if claims:
        chosen = _side_by_side([evidence_quote(claim.item) for claim in claims], chosen)
    words = direct(question, chosen[0], evidence) if verdict.quotable else None
    if words and _probability(words, verdict) < LEAST_SURE:
        words = None
    return Selection(tuple(chosen), words, _probability(words, verdict) if words else 0.0, claims)


def point_out(draft: Draft, sentence: str, cited: Sequence[Evidence], verdict: Verdict) -> None:
    """Say which words of what a written sentence cites are the answer, where they are few."""
    if (answering := written(draft.question, sentence, cited)) is None:
        return
    quote, words = answering
    if (probability := _probability(words, verdict)) >= LEAST_SURE:
        draft.answer_with(quote, words.start, words.end, probability)


def _probability(words: Words, verdict: Verdict) -> float:
    """How likely words are the answer: that the evidence answers, and that it does so with them."""
    return verdict.probability * words.certainty


def quotations(draft: Draft, selection: Selection) -> Iterator[Sentence | Notice]:
    """Give a draft what was selected: each quote as a sentence, and what its reader should know."""
    for quote in selection.quotes:
        yield quotation(draft, quote)
    if selection.words:
        first, words = selection.quotes[0], selection.words
        draft.answer_with(first, words.start, words.end, selection.probability)
    yield from disagreement(draft, selection)


def disagreement(draft: Draft, selection: Selection) -> Iterator[Sentence | Notice]:
    """Give a draft the reports that disagree: quotes of those that it does not cite yet, and the notice."""
    for claim in selection.claims:
        if draft.marker_of(evidence_quote(claim.item)) is None:
            yield quotation(draft, evidence_quote(claim.item))
    if selection.claims:
        yield draft.disagree([(evidence_quote(claim.item), claim.values) for claim in selection.claims])


def quotation(draft: Draft, quote: Quote) -> Sentence:
    """Give a draft a quote as a sentence."""
    return draft.sentence(quoted(displayable(quote.text)), "quoted", [quote], 1.0)


def _fitting(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The first two of what is claimed, and of the others those that there is room for."""
    fitting = list(claims[:2])
    words = sum(evidence_quote(claim.item).words for claim in fitting)
    for claim in claims[2:]:
        words += evidence_quote(claim.item).words
        if words <= WORDS:
            fitting.append(claim)
    return tuple(fitting)


def _side_by_side(reports: Sequence[Quote], chosen: Sequence[Quote]) -> list[Quote]:
    """The reports that disagree, however much less the others score, then what else there is room for."""
    quotes = list(reports)
    words = sum(quote.words for quote in quotes)
    for quote in chosen:
        repeated = any(quote == other or other.is_inside(quote) for other in quotes)
        if not repeated and words + quote.words <= WORDS:
            quotes.append(quote)
            words += quote.words
    return quotes


def _with_context(question: Question, chosen: Sequence[Quote], evidence: Sequence[Evidence]) -> list[Quote]:
    """The quotes, with the sentences before that say who or what is meant, as far as there is room.

    The last ones make room for what the first one needs.
    """
    wider = {
        evidence_quote(item): evidence_quote(with_context(item, question)) for item in evidence[:_QUOTABLE]
    }
    needed = wider.get(chosen[0], chosen[0]).words - chosen[0].words
    while len(chosen) > 1 and sum(quote.words for quote in chosen) + needed > WORDS:
        chosen = chosen[:-1]
    words = sum(quote.words for quote in chosen)
    widened: list[Quote] = []
    for quote in chosen:
        other = wider.get(quote, quote)
        fits = words + other.words - quote.words <= WORDS and not any(map(other.overlaps, widened))
        words += other.words - quote.words if fits else 0
        widened.append(other if fits else quote)
    # The sentence before may have been chosen itself.
    return [quote for quote in widened if not any(quote.is_inside(other) for other in widened)]
