"""Questions to offer before the first one is asked, made from what the archive holds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice, zip_longest

from corpus.errors import CitedeskError
from corpus.text.lexicon import MONTH_NAMES, WEEKDAY_NAMES, any_of
from index.browse.facets import EVERYTHING
from index.browse.listing import listed
from index.catalogue.reads import Catalogue
from index.catalogue.records import ArticleRecord
from qa.desk import Desk
from qa.stages import unwatched

MOST = 6
_ARTICLES = 60
_NO_DAY = datetime.min.replace(tzinfo=UTC)
_TRIES = 3
_LONGEST = 60
_TOO_COMMON = 10
"""A name that stands in more than one in so many articles is not what an article is about."""
_POSSESSIVE = re.compile(r"['’]s?$")
_WORDS = r"(?:[A-Z][\w’'-]+ (?:(?:of|for) (?:the )?)?){1,3}[A-Z][\w’'-]+"
# A name of two to four words inside a sentence, not at its beginning, where anything is in capitals.
_NAME = re.compile(rf"(?<=[a-z,;] )(the )?({_WORDS})")
_GOES_ON_BEFORE = re.compile(r"[A-Z][\w’'-]*\.? $|[A-Z]\.(?:[A-Z]\.)* [A-Z]\w+ and $")
_GOES_ON_AFTER = re.compile(r" [A-Z]")
# "Republican Gov." is nobody without who follows.
_ABBREVIATED = re.compile(r" (?:Capt|Col|Dr|Gen|Gov|Lt|Maj|Mr|Mrs|Ms|Rep|Reps|Rev|Sen|Sens|Sgt|St)$")
# "Ohio-based" says what something else is.
_COMPOUND = re.compile(r"-[a-z]+(?: |$)")
# A surname by itself that says something: who it belongs to was named in full before.
_SPEAKS = re.compile(r"([A-Z][\w’'-]+ )?([A-Z][\w’'-]+) (?:said|says|told|added|warned)\b")
_CALENDAR = re.compile(rf"\b(?:{any_of((*WEEKDAY_NAMES, *MONTH_NAMES))})\b")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the articles that its answer cited."""

    question: str
    article_ids: frozenset[str] = frozenset()


def standing(catalogue: Catalogue, examples: Sequence[Example]) -> list[Example]:
    """Return those of `examples` of whose articles none was removed since."""
    known = listed(catalogue, sorted({name for example in examples for name in example.article_ids}))
    there = {name for name, item in known.items() if item.version is not None}
    return [example for example in examples if example.article_ids <= there]


def make_examples(desk: Desk, offered: Sequence[str] = ()) -> list[Example]:
    """Return up to six questions that this archive answers.

    Names that the newest articles of each outlet tell of become questions, and where there are none a
    headline is one; each is asked once, and only those that are answered are offered, one a name, the newest
    first. Those that are offered are tried before all others.
    """
    # Nobody has asked yet: no language model is to be bothered, or paid, for it.
    quoting = desk.quoting()
    examples: dict[str, Example] = {}
    asked_about: set[str] = set()
    candidates = chain((("", question) for question in offered), _candidates(desk))
    fresh = ((name, question) for name, question in candidates if name not in asked_about)
    for (name, question), _ in zip(fresh, range(len(offered) + MOST * _TRIES), strict=False):
        if len(examples) >= MOST:
            break
        if question not in examples and (cited := _cited(quoting, question)):
            examples[question] = Example(question, cited)
            asked_about |= {name} - {""}
    known = [example for example in examples.values() if example.question in offered]
    made = [example for example in examples.values() if example.question not in offered]
    return [*known, *_newest_first(desk.archive.catalogue, made)]


def _newest_first(catalogue: Catalogue, examples: Sequence[Example]) -> list[Example]:
    """The examples by the newest article that each cites."""
    cited = listed(catalogue, sorted({name for example in examples for name in example.article_ids}))
    days = {name: item.published_at for name, item in cited.items()}

    def newest(example: Example) -> datetime:
        return max((day for name in example.article_ids if (day := days.get(name))), default=_NO_DAY)

    return sorted(examples, key=newest, reverse=True)


def _candidates(desk: Desk) -> Iterator[tuple[str, str]]:
    """Names with a question about each, some with two, and headlines, which name nobody in particular."""
    records = _newest(desk)
    speaking = {name for record in records for name in speakers(record.body)}
    named = called(records)
    headlines = " ".join(record.title for record in records)
    quoted = [(name, f"What did {named[name]} say?") for name in named if name in speaking]
    reported = [(name, f"What is reported about {named[name]}?") for name in named if name not in speaking]
    # In a large archive few words of somebody answer surely; what is in a headline is told of.
    latest = [(name, f"What is the latest on {named[name]}?") for name in named if name in headlines]
    yield from filter(None, chain.from_iterable(zip_longest(quoted, latest, reported)))
    yield from (("", record.title) for record in records)


def _newest(desk: Desk) -> list[ArticleRecord]:
    """The newest articles of every outlet, each in turn, so that the loudest takes no other's place."""
    index = desk.archive.facets
    sources = index.columns["sources"]
    by_outlet: dict[int, list[str]] = defaultdict(list)
    for place in index.ordered(index.mask(EVERYTHING), index.ranks["published"], descending=True):
        ids = by_outlet[int(sources.codes[place])]
        if len(ids) < _ARTICLES:
            ids.append(index.article_ids[place])
    in_turn = chain.from_iterable(zip_longest(*by_outlet.values()))
    records = (desk.archive.catalogue.record(name) for name in islice(filter(None, in_turn), _ARTICLES))
    return [record for record in records if record is not None]


def names(records: Sequence[ArticleRecord]) -> list[str]:
    """Return names that these articles are about, one an article: of people who speak, then of headlines.

    A name that stands in many of the articles says little about any of them: it is a country, an agency, or
    belongs to a line that an outlet puts under everything.
    """
    outlets = {record.source for record in records if record.source}
    names_by_article = {record.article_id: _names_in(record.body) for record in records}
    articles = Counter(name for counts in names_by_article.values() for name in counts)
    most = max(2, len(records) // _TOO_COMMON)
    chosen: list[tuple[bool, bool, int, int, str]] = []
    for record in records:
        counts = names_by_article[record.article_id]
        speaking = speakers(record.body)
        ranked = sorted(
            (name not in speaking, name not in record.title, -articles[name], -counts[name], name)
            for name in counts
            if articles[name] <= most and not any(_overlap(name, outlet) for outlet in outlets)
        )
        fresh = (best for best in ranked if not any(_share(best[-1], other[-1]) for other in chosen))
        chosen += [best for best, _ in zip(fresh, range(1), strict=False)]
    return [name for *_, name in sorted(chosen, key=lambda item: item[:3])]


def called(records: Sequence[ArticleRecord]) -> dict[str, str]:
    """Return names, with "the" where these articles mostly write it; one with "of" may be half a title."""
    seen = Counter(
        (_POSSESSIVE.sub("", name), bool(the))
        for record in records
        for the, name in _NAME.findall(record.body)
    )
    named = {}
    for name in names(records):
        the = seen[name, True] > seen[name, False]
        if the or not re.search(r" (?:of|for) ", name):
            named[name] = f"the {name}" if the else name
    return named


def _names_in(body: str) -> Counter[str]:
    whole = (match for match in _NAME.finditer(body) if not _is_cut(body, match))
    names = (_POSSESSIVE.sub("", match[2]) for match in whole)
    return Counter(name for name in names if not _CALENDAR.search(name) and len(name) <= _LONGEST)


def _is_cut(body: str, match: re.Match[str]) -> bool:
    """Whether a name goes on before or after what is matched: "[Food and] Drug Administration"."""
    before, after = body[max(0, match.start() - 40) : match.start()], body[match.end() : match.end() + 4]
    part = _ABBREVIATED.search(match[2]) or _COMPOUND.search(match[2])
    return bool(part or _GOES_ON_BEFORE.search(before) or _GOES_ON_AFTER.match(after))


def speakers(body: str) -> set[str]:
    """Return the names in a text of people who say something in it."""
    surnames = {surname for before, surname in _SPEAKS.findall(body) if not before}
    return {name for name in _names_in(body) if name.rpartition(" ")[2] in surnames}


def _overlap(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one in other or other in one or one.rpartition(" ")[2] == other.rpartition(" ")[2]


def _share(one: str, other: str) -> bool:
    """Whether two names have a word in common, and so may be of one thing: a party, and its convention."""
    return _overlap(one, other) or not set(one.casefold().split()).isdisjoint(other.casefold().split())


def _cited(desk: Desk, question: str) -> frozenset[str]:
    try:
        with unwatched():
            answer = desk.ask(question)
    except CitedeskError:  # An article's headline may be longer than a question may be.
        return frozenset()
    # What only comes near is cited too.
    return frozenset(cited.article_id for cited in answer.citations if answer.status == "answered")
