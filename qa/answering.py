"""The one way from a question to an answer: `stream` yields it, and everything else consumes that."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.errors import ModelError
from index.archive import Archive
from index.hit import Filters, Hit
from index.search import SearchResult
from qa.abstain import THRESHOLD, answerability
from qa.answer import Answer, Citation, Mode, NearestArticle, Notice, Sentence
from qa.checking import Passage, check_support
from qa.evidence import Evidence, choose, find_evidence
from qa.language_model import LanguageModel
from qa.markers import DraftSentence, read_sentences
from qa.meaning import Embed
from qa.question import Question, understand
from qa.quoting import Quote, body_quote, quotes
from qa.writing import NO_ANSWER, addresses_model, answer_prompt, quoted

MODEL_SENTENCES = 6
_NEAREST = 5

Event = Sentence | Notice | Answer


@dataclass(frozen=True, slots=True)
class Sources:
    """What answering draws on.

    Attributes:
        archive: Where evidence is found.
        find: The search: query, top_k, filters and today to a result.
        model: Gives the language model, or None when articles are quoted; may raise `ModelError`.
    """

    archive: Archive
    find: Callable[[str, int, Filters | None, date | None], SearchResult]
    model: Callable[[], LanguageModel | None]


@dataclass(slots=True)
class _Draft:
    """The answer so far."""

    question: Question
    started: float
    hits: tuple[Hit, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    markers: dict[tuple[str, int, str, int, int], Citation] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    timings_ms: dict[str, float] = field(default_factory=dict)

    def mark(self, name: str) -> None:
        self.timings_ms.setdefault(name, round((time.perf_counter() - self.started) * 1000, 1))

    def notice(self, text: str) -> Notice:
        self.notices.append(text)
        return Notice(text)

    def sentence(self, text: str, mode: Mode, cited: Sequence[Quote], support: float) -> Sentence:
        """Add a sentence that has passed, numbering its citations by first use."""
        known = set(self.markers)
        citations = [self._cite(quote) for quote in cited]
        numbers = tuple(dict.fromkeys(citation.marker for citation in citations))
        shown = f"{text} {''.join(f'[{number}]' for number in numbers)}"
        new = tuple(citation for key, citation in self.markers.items() if key not in known)
        sentence = Sentence(shown, mode, numbers, support, new)
        self.sentences.append(sentence)
        self.mark("first_sentence")
        return sentence

    def _cite(self, quote: Quote) -> Citation:
        hit = quote.hit
        key = (hit.article_id, hit.version, quote.field, quote.start, quote.end)
        if key not in self.markers:
            self.markers[key] = Citation(
                marker=len(self.markers) + 1,
                article_id=hit.article_id,
                version=hit.version,
                field=quote.field,
                start=quote.start,
                end=quote.end,
                quote=quote.text,
                title=hit.title,
                source=hit.source,
                published_at=hit.published_at,
                url=hit.url,
                copies=hit.copies,
            )
        return self.markers[key]

    def answered(self) -> Answer:
        self.mark("total")
        mode: Mode = "generated" if any(s.mode == "generated" for s in self.sentences) else "quoted"
        return Answer(
            status="answered",
            mode=mode,
            text=" ".join(sentence.text for sentence in self.sentences),
            question=self.question.standalone,
            sentences=tuple(self.sentences),
            citations=tuple(self.markers.values()),
            hits=self.hits,
            notices=tuple(self.notices),
            timings_ms=self._timings(),
        )

    def unanswered(self) -> Answer:
        self.mark("total")
        return Answer(
            status="no_evidence",
            mode=None,
            text="The archive does not answer this question.",
            question=self.question.standalone,
            hits=self.hits,
            notices=tuple(self.notices),
            timings_ms=self._timings(),
            nearest=_nearest(self.hits),
        )

    def _timings(self) -> dict[str, float]:
        names = ("retrieve", "first_sentence", "total")
        return {name: self.timings_ms.get(name, self.timings_ms["total"]) for name in names}


def answer_events(
    sources: Sources,
    asked: str,
    history: Sequence[Mapping[str, str]] = (),
    today: date | None = None,
    filters: Filters | None = None,
    top_k: int = 10,
) -> Iterator[Event]:
    """Yield the checked sentences and notices of an answer as they are ready, and last the answer.

    Raises:
        QuestionError: The question or a filter cannot be used.
        ArchiveError: The archive is broken.
    """
    question = understand(asked, history)
    draft = _Draft(question, time.perf_counter())
    if question.latest and today is None:
        today = _newest_day(sources.archive)
        if today:
            yield draft.notice(f"Read as of {today}, the day of the newest article.")
    result = sources.find(question.query, top_k, filters, today)
    draft.hits = result.hits
    draft.mark("retrieve")
    for text in result.notices:
        yield draft.notice(text)
    if question.standalone != question.asked:
        yield draft.notice(f"Understood as: {question.standalone}")
    if not result.hits and not sources.archive.catalogue.counts().articles:
        yield draft.notice("The archive is empty. Fill it with: citedesk sync PATH")
    evidence = gather(sources.archive, question, result.hits)
    if answerability(question, evidence) < THRESHOLD:
        yield draft.unanswered()
        return
    yield from _written(sources, draft, evidence)
    if not draft.sentences:
        yield from _quotes(draft, evidence)
    yield draft.answered()


def _newest_day(archive: Archive) -> date | None:
    """What "now" means when nobody says which day it is: the day up to which the archive goes."""
    newest = archive.catalogue.counts().last_published
    return newest.date() if newest else None


def gather(archive: Archive, question: Question, hits: Sequence[Hit]) -> list[Evidence]:
    """Return the sentences of `hits` that answer, best first."""
    if not hits:
        return []
    encoder = archive.encoder
    return find_evidence(question, encoder.embed_query(question.query), hits, encoder.embed_passages)


def _quotes(draft: _Draft, evidence: Sequence[Evidence]) -> Iterator[Event]:
    for quote in quotes(evidence, draft.question):
        yield draft.sentence(quoted(quote.text), "quoted", [quote], 1.0)


def _written(sources: Sources, draft: _Draft, evidence: Sequence[Evidence]) -> Iterator[Event]:
    """Have a language model write from the best evidence, and show what passes its check."""
    passages = choose(
        [item for item in evidence if not addresses_model(item.text)], draft.question, MODEL_SENTENCES
    )
    withheld = 0
    try:
        model = sources.model()
        if model is None:
            return
        deltas = model.stream(answer_prompt(draft.question, passages))
        for written in read_sentences(deltas, len(passages)):
            if NO_ANSWER in written.text.upper():
                continue
            supported = _supported(written, passages, sources.archive.encoder.embed_passages)
            if supported is None:
                withheld += 1
            else:
                carried, support = supported
                cited = [body_quote(item) for item in carried]
                yield draft.sentence(written.text, "generated", cited, support)
    except ModelError as error:
        shown = "The answer breaks off here" if draft.sentences else "These are the articles' own words"
        yield draft.notice(f"{error.message}. {shown}.")
    if withheld:
        what = "1 sentence was" if withheld == 1 else f"{withheld} sentences were"
        yield draft.notice(f"{what} withheld: the articles do not carry what the language model wrote.")


def _supported(
    written: DraftSentence, passages: Sequence[Evidence], embed: Embed
) -> tuple[list[Evidence], float] | None:
    """The evidence that carries a sentence, and how well: what it cites, else any single passage."""
    cited = [passages[number - 1] for number in written.numbers]
    for some in [cited] if cited else [[item] for item in passages]:
        support = check_support(written.text, [_passage(item) for item in some], embed)
        if support.carried:
            return some, round(support.score, 4)
    return None


def _passage(item: Evidence) -> Passage:
    published = item.hit.published_at.date() if item.hit.published_at else None
    return Passage(item.text, f"{item.title}\n{item.hit.source or ''}", published)


def _nearest(hits: Sequence[Hit]) -> tuple[NearestArticle, ...]:
    """The articles of the first hits, each once."""
    articles = {
        hit.article_id: NearestArticle(hit.article_id, hit.title, hit.source, hit.published_at)
        for hit in reversed(hits)
    }
    ordered = dict.fromkeys(hit.article_id for hit in hits)
    return tuple(articles[article_id] for article_id in ordered)[:_NEAREST]
