from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import Span
from index.search.hit import Hit
from qa.answer.quotes import WORDS, Quote, Words, direct, evidence_quote, on_subject, quotes
from qa.evidence.candidates import Evidence
from qa.evidence.sentences import find_evidence
from qa.question.few_words import takes_few_words
from qa.question.understand import Question, understand
from tests.fakes import WordReader

PARLIAMENT = "The regional parliament must ratify the fishing agreement by 12 May."


def hit(text: str, rank: int = 1, article_id: str = "a", title: str = "Fishing deal") -> Hit:
    return Hit(rank, 1.0 / rank, article_id, 1, f"{article_id}-0", 0, len(text), text, title)


def quotes_for(question: str | Question, *hits: Hit) -> list[Quote]:
    understood = understand(question) if isinstance(question, str) else question
    return quotes(find_evidence(understood, hits, WordReader()), understood)


words = st.sampled_from("ferry council agreement ratify May 12 Aoife Łukasz said 😀 who harbour".split())
texts = st.lists(
    st.lists(words, min_size=1, max_size=60).map(lambda parts: " ".join(parts).capitalize() + "."),
    min_size=1,
    max_size=6,
).map("\n\n".join)


@given(
    st.lists(st.tuples(texts, st.sampled_from("abc"), texts), min_size=1, max_size=4),
    st.sampled_from(["Who must ratify it?", "Who said it and when?", "ferry"]),
)
def test_quotes_are_exact_different_and_short(rows: list[tuple[str, str, str]], question: str) -> None:
    titles = {name: title.replace("\n\n", " ") for _, name, title in rows}
    hits = [hit(body, rank, name, titles[name]) for rank, (body, name, _) in enumerate(rows, start=1)]
    found = quotes_for(question, *hits)
    for quote in found:
        field = quote.hit.text if quote.field == "body" else quote.hit.title
        assert quote.text == field[quote.start : quote.end]
    assert len({(quote.hit.chunk_id, quote.hit.rank, quote.field, quote.start) for quote in found}) == len(
        found
    )
    bodies = [quote for quote in found if quote.field == "body"]
    assert bodies
    assert sum(quote.words for quote in found) <= WORDS or len(found) == 1


def test_the_best_sentence_comes_first_and_then_its_headline_when_that_tells_more() -> None:
    question = "Who must ratify the fishing agreement?"
    [sentence, headline] = quotes_for(question, hit(PARLIAMENT, title="Veltross agreement in May"))
    assert (sentence.field, sentence.text) == ("body", PARLIAMENT)
    assert (headline.field, headline.text) == ("title", "Veltross agreement in May")
    assert [quote.text for quote in quotes_for(question, hit(PARLIAMENT))] == [PARLIAMENT, "Fishing deal"]
    for said_already_or_nothing in ("Fishing agreement", "Editorial roundup"):
        [alone] = quotes_for(question, hit(PARLIAMENT, title=said_already_or_nothing))
        assert alone.text == PARLIAMENT


def test_what_is_far_from_the_best_is_left_out() -> None:
    found = quotes_for("Who must ratify the fishing agreement?", hit(f"{PARLIAMENT}\n\nIt rained in Skarn."))
    assert [quote.text for quote in found if quote.field == "body"] == [PARLIAMENT]


def test_a_further_sentence_is_quoted_when_it_answers_nearly_as_surely() -> None:
    question = understand("Who must ratify the fishing agreement?")
    further = {"It was signed by Aoife Byrne in the end.": 3.0, "Nobody in the harbour knew of it.": -3.0}
    body = "\n\n".join([PARLIAMENT, *further])
    first, near, far = (
        Evidence(hit(body), start, start + len(text), text, logit, 0.0, logit, Span(start, start + 3))
        for text, logit in {PARLIAMENT: 5.0, **further}.items()
        for start in [body.index(text)]
    )
    assert [quote.text for quote in quotes([first, near, far], question)][-1] == near.text
    assert far.text not in [quote.text for quote in quotes([first, far], question)]
    unread = replace(near, answer=None, logit=0.0)
    assert unread.text not in [quote.text for quote in quotes([first, unread], question)]


@pytest.mark.parametrize(
    ("line", "is_quoted"),
    [
        ("Liz Kocan and Jon Winkler", False),
        ("9. 'The Fishing Agreement' (2020)", False),
        ("Aoife Byrne signed it in Skarn.", True),
        ("“Aoife Byrne signed it in Skarn.”", True),
        ("Agreement of Skarn | Signed by Aoife Byrne", True),
        ("Aoife Byrne and nobody else of the harbour signed it in Skarn that day", True),
    ],
)
def test_a_byline_or_a_heading_is_no_further_quote(line: str, is_quoted: bool) -> None:
    body = f"{PARLIAMENT}\n\n{line}"
    best, further = (
        Evidence(hit(body), start, start + len(text), text, 5.0, 1.0, 5.0, Span(start, start + 3))
        for text in (PARLIAMENT, line)
        for start in [body.index(text)]
    )
    texts = [quote.text for quote in quotes([best, further], understand("Who must ratify the agreement?"))]
    assert (line in texts) is is_quoted


@pytest.mark.parametrize(
    ("question", "line", "title", "is_quoted"),
    [
        (
            "How much did the new ferry cost?",
            "The ferry cost €29 million, it was said.",
            "Ferry",
            True,
        ),
        ("How much did the new ferry cost?", "An adult pays €12.60 on the ferry.", "Ferry", False),
        ("How much did the new ferry cost?", "The furnace cost €8.6 million.", "Glass works", False),
        ("How much did the new ferry cost?", "The ferry needs a crew of nine.", "Ferry", False),
        ("Who paid for the new ferry?", "An adult pays €12.60 on the ferry.", "Ferry", True),
    ],
)
def test_beside_a_price_stand_others_of_the_same_thing(
    question: str, line: str, title: str, is_quoted: bool
) -> None:
    first = "The new ferry cost €31.5 million."
    best, further = (
        Evidence(hit(text, 1, name, title), 0, len(text), text, 5.0, 1.0, 5.0, Span(0, 3))
        for text, name, title in ((first, "a", "Ferry"), (line, "b", title))
    )
    texts = [quote.text for quote in quotes([best, further], understand(question))]
    assert texts[0] == first
    assert (line in texts) is is_quoted


def test_beside_a_price_stands_whoever_tells_the_same_sum() -> None:
    first, further = (
        "Repairing turbine two will cost €3 million.",
        "To put the turbine right costs €3 million.",
    )
    items = [
        Evidence(hit(text, 1, text, "Plant"), 0, len(text), text, 5.0, 1.0, 5.0, Span(0, 3))
        for text in (first, further)
    ]
    texts = [quote.text for quote in quotes(items, understand("What did it cost to repair turbine two?"))]
    assert texts == [first, further]


def test_every_part_of_a_question_keeps_its_sentence() -> None:
    body = f"{PARLIAMENT}\n\nAoife Ní Bhroin signed."
    found = quotes_for("When must parliament ratify the agreement and who signed?", hit(body))
    assert "Aoife Ní Bhroin signed." in [quote.text for quote in found]


def test_a_question_is_no_answer_and_a_name_no_sentence() -> None:
    body = f"Who must ratify the fishing agreement?\n\nLiz Kocan and Jon Winkler\n\n{PARLIAMENT}"
    found = quotes_for("Who must ratify the fishing agreement?", hit(body))
    assert next(quote.text for quote in found if quote.field == "body") == PARLIAMENT


def _spans(question: str, text: str, answer: str) -> Words | None:
    hit = Hit(1, 1.0, "a", 1, "a-0", 0, len(text), text, "Title")
    start = text.index(answer)
    item = Evidence(hit, 0, len(text), text, 1.0, 1.0, 5.0, Span(start, start + len(answer)), 0.9)
    return direct(understand(question), evidence_quote(item), [item])


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How old is the ship?", "Seventeen people were hurt when the ship struck.", "Seventeen"),
        ("How much did the ship cost?", "The ship needs eight minutes less.", "eight minutes"),
        ("Who is the coach of the Mariners?", "The Mariners have a coach.", "Mariners"),
        ("Who coached the club before Ines Mar?", "Ines Mar was named coach of the club.", "Ines Mar"),
        ("When was the ship repaired?", "Seventeen people were hurt on the ship.", "Seventeen"),
        ("Who was the captain?", "Seventeen people were hurt.", "Seventeen"),
        ("Who was the captain?", "The captain left on Tuesday evening.", "Tuesday evening"),
        ("Where did the ship sink?", "The ship sank in 12 minutes.", "12 minutes"),
        ("In which month do the games begin?", "The games begin on Monday.", "Monday"),
        ("How many passengers flew?", "Passengers flew 435 miles up.", "435 miles"),
        ("How much is a car on the ferry?", "The ferry took 288 passengers.", "288"),
        ("How many boats were sold?", "Boats were sold by the owners.", "the owners"),
    ],
)
def test_words_that_cannot_answer_are_no_direct_answer(question: str, text: str, answer: str) -> None:
    assert _spans(question, text, answer) is None


@pytest.mark.parametrize("more", ["", "about ", "over "])
def test_a_sum_stands_without_the_verb_before_it_but_with_all_else(more: str) -> None:
    text = f"A single will cost {more}€10.20 from May."
    words = _spans("How much is a single?", text, f"cost {more}€10.20")
    assert words is not None
    assert text[words.start : words.end] == ("€10.20" if not more else f"cost {more}€10.20")


def test_what_a_value_was_before_is_no_part_of_the_answer() -> None:
    text = "A car will cost €33, down from €36."
    words = _spans("How much is a car?", text, "€33, down from €36")
    assert words is not None
    assert text[words.start : words.end] == "€33"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How old is the mayor?", "Ada Orrin, 58, is mayor.", "58"),
        ("How old is the bridge?", "The bridge is 31 years old.", "31 years"),
        ("How much did the ship cost?", "The ship cost €31.5 million.", "€31.5 million"),
        ("When was the ship repaired?", "The ship was repaired in the spring.", "in the spring"),
        ("When does the limit end?", "The limit ends once the stop is fitted.", "once the stop is fitted"),
        ("Who must ratify it?", "The regional parliament must ratify it.", "regional parliament"),
        ("Who won?", "Club 1909 won.", "Club 1909"),
        ("How many boats were sold?", "Three boats were sold.", "Three"),
        ("How many of the boats were sold?", "Three boats were sold for 40 kroner.", "Three boats"),
        ("How much snow fell?", "On Monday 12 inches of snow fell.", "12"),
        ("How many miles is the wreck off?", "The wreck is nine miles off.", "nine miles"),
        ("Who owns the plant?", "The plant belongs to Vell Power.", "Vell Power"),
        ("Who is Joe Orrin's wife?", "His wife, Jill Orrin, came too.", "Jill Orrin"),
    ],
)
def test_words_that_may_answer_are_the_direct_answer(question: str, text: str, answer: str) -> None:
    words = _spans(question, text, answer)
    assert words is not None
    assert text[words.start : words.end] == answer


@pytest.mark.parametrize(
    ("question", "takes"),
    [
        ("What did The Courier say about the ferry?", False),
        ("What is reported about the Hask ferry?", False),
        ("What has the line said on fares?", False),
        ("What did the skipper testify?", False),
        ("What happened to the Hask ferry?", False),
        ("What did the ferry cost?", True),
        ("What is the name of the report on fares?", True),
    ],
)
def test_all_that_is_said_of_something_is_no_matter_of_a_few_words(question: str, takes: bool) -> None:
    assert takes_few_words(understand(question)) == takes


def test_what_shares_only_a_few_words_does_not_come_near() -> None:
    other, own = "Joe Orrin is accused of fraud.", "The Torvik board met."
    hits = [hit(other, title="A trial"), hit(own, 2, "b", "What Torvik is accused of")]
    question = understand("What is the Torvik board accused of?")
    assert [item.text for item in on_subject(question, find_evidence(question, hits, WordReader()))] == [own]
    german = understand("Was wird dem Torvik-Vorstand vorgeworfen?")
    assert len(on_subject(german, find_evidence(german, hits, WordReader()))) == 2
