"""Desks over articles made by a test, and what is always true of their answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from corpus.article import Article
from index.archive import Archive
from index.ingest.commit import apply_batch
from qa import Answer, Desk, Settings
from qa.answer.model import UNSURE as UNSURE_WORDS
from tests.fakes import ScriptedModel, WordChecker, WordReader
from tests.index.makers import new_archive
from tests.qa.schemas.validators import validator


def desk_with(folder: Path, given_articles: Sequence[Article], *given_replies: str | Exception) -> Desk:
    archive = new_archive(folder)
    unique = list({article.article_id: article for article in given_articles}.values())
    if unique:
        with archive.writer("test"):
            apply_batch(archive, unique)
    return desk_over(archive, *given_replies)


def desk_over(archive: Archive, *given_replies: str | Exception) -> Desk:
    settings = Settings(data_dir=archive.place.folder, writing="quotes")
    desk = Desk(archive, settings, WordReader(), WordChecker())
    if given_replies:
        desk._model, desk._model_opened = ScriptedModel(*given_replies), True
    return desk


def assert_always_true(desk: Desk, answer: Answer) -> None:
    """Every line of the contract's "Always true" that an answer can show."""
    validator("answer").validate(answer.to_dict())
    shown = [int(number) for s in answer.sentences for number in re.findall(r"\[(\d+)\](?=\[|$)", s.text)]
    firsts = list(dict.fromkeys(number for s in answer.sentences for number in s.markers))
    assert firsts == list(range(1, len(answer.citations) + 1))
    assert [citation.marker for citation in answer.citations] == firsts
    assert set(firsts) <= set(shown)
    for sentence in answer.sentences:
        assert sentence.markers
        assert 0.0 < sentence.support <= 1.0
        assert sentence.text.endswith("".join(f"[{number}]" for number in sentence.markers))
    for citation in answer.citations:
        record = desk.article(citation.article_id, citation.version)
        text = getattr(record, citation.field)
        assert citation.quote == text[citation.start : citation.end]
        assert citation.quote.strip()
    for hit in answer.hits:
        assert hit.text == desk.article(hit.article_id, hit.version).body[hit.start : hit.end]
        assert desk._archive.encoder.count_tokens([hit.text])[0] <= desk._archive.encoder.max_tokens
    if answer.status == "no_evidence":
        assert answer.mode is None
        assert not answer.sentences
        assert not answer.citations
        assert answer.text
    else:
        assert answer.sentences
        generated = any(sentence.mode == "generated" for sentence in answer.sentences)
        assert answer.mode == ("generated" if generated else "quoted")
    if answer.status == "unsure":
        assert answer.mode == "quoted"
        assert answer.text.startswith(UNSURE_WORDS)
    if answer.direct is not None:
        assert answer.status == "answered"
        assert answer.direct.marker in answer.sentences[0].markers
        quote = answer.citations[answer.direct.marker - 1].quote
        assert answer.direct.text == quote[answer.direct.start : answer.direct.end] != ""
        assert 0.0 <= answer.direct.probability <= 1.0
    streamed = [citation for sentence in answer.sentences for citation in sentence.citations]
    assert streamed == list(answer.citations)
