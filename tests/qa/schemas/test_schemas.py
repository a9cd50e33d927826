"""Schemas are what the types say, and every answer that can be made obeys its own."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import qa.schemas.contract
from index.registers.redaction import redacted
from index.search.hit import Hit
from index.search.pipeline import SearchResult
from qa.answer.model import Answer, Citation, Direct, NearestArticle, Sentence
from qa.schemas.contract import NAMES, json_schema, schema_files
from tests.qa.schemas.validators import validator

DAY = datetime(2025, 4, 16, tzinfo=UTC)
TIMES = {"retrieve": 12.5, "first_sentence": 80.0, "total": 90.25}
HIT = Hit(1, 0.83, "a", 1, "a-0", 0, 5, "Words", "Headline", "The Courier", DAY, copies=("b",))
CITATION = Citation(1, "a", 2, "body", 0, 5, "Words", "Headline", "The Courier", DAY)
ANSWERED = Answer(
    status="answered",
    mode="quoted",
    text='"Words" [1]',
    question="What?",
    sentences=(Sentence('"Words" [1]', "quoted", (1,), 1.0, (CITATION,)),),
    citations=(CITATION,),
    hits=(HIT,),
    notices=("One article was left out.",),
    timings_ms=TIMES,
)
REFUSED = Answer(
    status="no_evidence",
    mode=None,
    text="Nothing in the archive answers this.",
    question="What?",
    hits=(HIT,),
    timings_ms=TIMES,
    nearest=(NearestArticle("a", "Headline", None, None),),
)

# A sentence of an answer carries its citations only while it is streamed.
ANSWERED_AS_READ = replace(ANSWERED, sentences=(replace(ANSWERED.sentences[0], citations=()),))

words = st.text(min_size=1, max_size=30)
times = st.none() | st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))
outlets = st.none() | words


def hits() -> st.SearchStrategy[Hit]:
    return st.builds(
        Hit,
        rank=st.integers(1, 100),
        score=st.floats(-1e6, 1e6),
        article_id=words,
        version=st.integers(1, 9),
        chunk_id=words,
        start=st.integers(0, 9),
        end=st.integers(10, 99),
        text=words,
        title=words,
        source=outlets,
        published_at=times,
        url=outlets,
        copies=st.lists(words, max_size=2).map(tuple),
    )


def citations(marker: int) -> st.SearchStrategy[Citation]:
    return st.builds(
        Citation,
        marker=st.just(marker),
        article_id=words,
        version=st.integers(1, 9),
        field=st.sampled_from(["title", "summary", "body"]),
        start=st.integers(0, 9),
        end=st.integers(10, 99),
        quote=words,
        title=words,
        source=outlets,
        published_at=times,
        url=outlets,
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    common: dict[str, Any] = {
        "text": draw(words),
        "question": draw(words),
        "hits": tuple(draw(st.lists(hits(), max_size=3))),
        "notices": tuple(draw(st.lists(words, max_size=2))),
        "timings_ms": {name: draw(st.floats(0, 1e6)) for name in TIMES},
    }
    if draw(st.booleans()):
        near = st.builds(NearestArticle, words, words, outlets, times)
        return Answer("no_evidence", None, nearest=tuple(draw(st.lists(near, max_size=5))), **common)
    count = draw(st.integers(1, 3))
    modes = st.sampled_from(["generated", "quoted"])
    sentences = [
        Sentence(draw(words), draw(modes), (marker,), draw(st.floats(0, 1))) for marker in range(1, count + 1)
    ]
    cited = [draw(citations(marker)) for marker in range(1, count + 1)]
    return Answer("answered", draw(modes), sentences=tuple(sentences), citations=tuple(cited), **common)


def printed(answer: Answer) -> Any:
    return json.loads(json.dumps(answer.to_dict()))


def is_valid(name: str, document: Any) -> bool:
    return validator(name).is_valid(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_itself_valid(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))


def test_every_shipped_schema_is_what_the_types_say() -> None:
    made = dict(schema_files())
    assert set(Path(qa.schemas.contract.__file__).parent.glob("*.json")) == set(made)
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "the types have changed; run: make schemas"


def test_there_is_no_other_schema() -> None:
    with pytest.raises(KeyError, match="not one of"):
        json_schema("../answer")


def objects_of(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that describes an object by its properties."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    found = [part for value in inner for part in objects_of(value)]
    is_object = isinstance(schema, dict) and schema.get("type") == "object" and "properties" in schema
    return [*found, schema] if is_object else found


@pytest.mark.parametrize("name", NAMES)
def test_unknown_keys_are_refused_everywhere(name: str) -> None:
    objects = objects_of(json_schema(name))
    assert objects
    assert not [part for part in objects if part.get("additionalProperties") is not False]


@given(answers())
def test_an_answer_is_read_back_as_it_was(answer: Answer) -> None:
    read = Answer.from_dict(printed(answer))
    assert read.to_dict() == answer.to_dict()
    assert Answer.from_dict(printed(read)) == read


@pytest.mark.parametrize("answer", [ANSWERED, REFUSED])
def test_an_answer_without_the_words_of_removed_articles_is_read_back(answer: Answer) -> None:
    direct = replace(answer, direct=Direct("Words", 1, 0, 5, 0.9) if answer.citations else None)
    left = Answer.from_dict(redacted(printed(direct), {"a"}))
    assert not left.hits
    assert not left.nearest
    assert not any((part.quote, part.title) != ("", "") for part in left.citations)
    assert left.direct is None


def test_an_answer_of_an_older_version_is_read_back() -> None:
    document = printed(ANSWERED)
    del document["direct"], document["citations"][0]["corrected_at"]
    assert Answer.from_dict(document) == ANSWERED_AS_READ


def test_what_is_no_answer_is_not_read() -> None:
    with pytest.raises(ValidationError, match="marker"):
        Answer.from_dict(printed(ANSWERED) | {"citations": [{"marker": 0}]})


@pytest.mark.parametrize("answer", [ANSWERED, REFUSED, replace(ANSWERED, mode="generated")])
def test_an_answer_obeys_its_schema(answer: Answer) -> None:
    validator("answer").validate(printed(answer))


@given(answers())
def test_every_answer_obeys_its_schema(answer: Answer) -> None:
    validator("answer").validate(printed(answer))


@given(st.lists(hits(), max_size=3))
def test_hits_are_the_same_in_a_search_and_in_an_answer(found: list[Hit]) -> None:
    assert json_schema("search")["$defs"]["Hit"] == json_schema("answer")["$defs"]["Hit"]
    result = SearchResult(tuple(found), (), {"embed": 1.0, "total": 2.0})
    assert is_valid("search", json.loads(json.dumps(result.to_dict())))


@pytest.mark.parametrize(
    ("answer", "path", "wrong"),
    [
        (ANSWERED, ["status"], "unknown"),
        (ANSWERED, ["mode"], None),
        (ANSWERED, ["sentences"], []),
        (ANSWERED, ["citations"], []),
        (ANSWERED, ["nearest"], []),
        (ANSWERED, ["extra"], 1),
        (ANSWERED, ["sentences", 0, "markers"], []),
        (ANSWERED, ["sentences", 0, "support"], 1.5),
        (ANSWERED, ["citations", 0, "marker"], 0),
        (ANSWERED, ["citations", 0, "field"], "author"),
        (ANSWERED, ["citations", 0, "quote"], ""),
        (ANSWERED, ["citations", 0, "published_at"], "16 April 2025"),
        (ANSWERED, ["hits", 0, "start"], -1),
        (ANSWERED, ["hits", 0, "score"], None),
        (ANSWERED, ["timings_ms", "total"], "fast"),
        (REFUSED, ["mode"], "quoted"),
        (REFUSED, ["sentences"], [{"text": "x [1]", "mode": "quoted", "markers": [1], "support": 1.0}]),
        (REFUSED, ["nearest"], [{"article_id": "a", "title": "t", "source": None, "published_at": None}] * 6),
    ],
)
def test_a_wrong_answer_is_refused(answer: Answer, path: list[str | int], wrong: object) -> None:
    document = copy.deepcopy(printed(answer))
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    assert not is_valid("answer", document)


@pytest.mark.parametrize("key", ["status", "mode", "text", "sentences", "citations", "hits", "timings_ms"])
def test_nothing_may_be_missing(key: str) -> None:
    document = printed(ANSWERED)
    del document[key]
    assert not is_valid("answer", document)


def test_no_evidence_names_what_is_nearest() -> None:
    document = printed(REFUSED)
    del document["nearest"]
    assert not is_valid("answer", document)
