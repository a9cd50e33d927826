"""The word index, in tantivy: BM25 over headlines and bodies, kept on disk, updated chunk by chunk.

Chosen over SQLite's FTS5 by measurement, at 10,000, 100,000 and a million chunks: see `docs/engines.md`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from corpus.errors import ArchiveError
from corpus.text.scripts import spaced
from index.catalogue.limit import Limit
from index.stores.words import WordRow

WORDS = "headline-standfirst-text-3"
"""Names what is indexed of a chunk; part of the archive's fingerprint."""

# A chunk is read as one text with its headline, so that a word counts once wherever it stands: two fields
# whose scores are added lost to plain BM25 over both (evidence_recall@4 .832 against .863 on 322 questions of
# a year of news that nothing else was tuned on). What a headline adds beyond that is small.
_TITLE_WEIGHT = 0.15
_MEMORY = 64_000_000
_WORD = re.compile(r"\w+")
_MOST_WORDS = 400


class WordIndex:
    """A `WordStore`: a tantivy index in a folder; one process writes, any number read.

    Raises:
        ArchiveError: The folder cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
        except (ValueError, OSError) as error:
            raise ArchiveError(
                f"The word index in {folder} cannot be opened: {error}", "Run: citedesk rebuild"
            ) from error
        self._analyzer = _analyzer()
        self._index.register_tokenizer("english", self._analyzer)
        # Readers are refreshed by us, not by watching the folder from a thread of its own.
        self._index.config_reader(reload_policy="Manual")
        self._index.reload()
        self._writing = threading.Lock()

    def reload(self) -> None:
        """See what was committed since.

        Raises:
            ArchiveError: The index is broken.
        """
        with _failing():
            self._index.reload()

    def write(self, rows: Sequence[WordRow], deleted: Sequence[str] = ()) -> None:
        """Replace `rows` by their ids and delete `deleted`, in one commit.

        Raises:
            ArchiveError: The index cannot be written.
        """
        if not rows and not deleted:
            return
        with (
            self._writing,
            _failing("cannot be written", "Make room on the disk, and sync again."),
        ):
            writer = self._index.writer(_MEMORY, num_threads=1)
            try:
                for chunk_id in deleted:
                    writer.delete_documents_by_term("chunk_id", chunk_id)
                for row in rows:
                    writer.delete_documents_by_term("chunk_id", row.chunk_id)
                    writer.add_document(_document(row))
                writer.commit()
                writer.wait_merging_threads()
            finally:
                del writer  # Else an error's traceback keeps it, and with it the right to write.
            self._index.reload()

    def best(
        self, query: str, count: int, limit: Limit | None = None, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return up to `count` chunk ids with their BM25 score (above 0), best first.

        Args:
            query: Any of its words will do.
            count: The most chunks to return.
            limit: What they must be; its authors are not known here.
            within: The only chunks that may be returned; None for all.

        Raises:
            ArchiveError: The index is broken.
        """
        words = " ".join(_WORD.findall(spaced(query).lower())[:_MOST_WORDS])
        # The parser makes of a query without terms one that everything matches.
        if not self._analyzer.analyze(words):
            return []
        parsed, _ = self._index.parse_query_lenient(
            words, ["title", "text"], field_boosts={"title": _TITLE_WEIGHT}
        )
        return self._hits(self._limited(parsed, limit, within), count)

    def _hits(self, query: Query, count: int) -> list[tuple[str, float]]:
        with _failing():
            searcher = self._index.searcher()
            hits = searcher.search(query, max(count, 1)).hits
            return [(str(searcher.doc(address)["chunk_id"][0]), float(score)) for score, address in hits]

    def terms(self, text: str) -> list[str]:
        """Return the words of a text as they are indexed: stemmed, without stop words."""
        return list(self._analyzer.analyze(" ".join(_WORD.findall(spaced(text).lower()))))

    def having(self, phrase: str) -> list[tuple[str, float]]:
        """Return the ids of all chunks that have a word, or several in this order, with their BM25 score.

        Raises:
            ArchiveError: The index is broken.
        """
        words = " ".join(_WORD.findall(spaced(phrase).lower())[:_MOST_WORDS])
        if not self._analyzer.analyze(words):
            return []
        parsed, _ = self._index.parse_query_lenient(f'"{words}"', ["text"])
        return self._hits(parsed, self.count())

    def count(self) -> int:
        """Return the number of chunks kept."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> set[str]:
        """Return the ids of all chunks kept.

        Raises:
            ArchiveError: The index is broken.
        """
        return {chunk_id for chunk_id, _ in self._hits(Query.all_query(), self.count())}

    def _limited(self, query: Query, limit: Limit | None, within: Sequence[str] | None) -> Query:
        clauses = [(Occur.Must, query)]
        if within is not None:
            ids = Query.term_set_query(self._schema, "chunk_id", list(within))
            clauses.append((Occur.Must, Query.const_score_query(ids, 0.0)))
        if limit and limit.sources:
            clauses.append(
                (Occur.Must, Query.const_score_query(_any_source(self._schema, limit.sources), 0.0))
            )
        if limit and (limit.from_ms is not None or limit.to_ms is not None):
            span = Query.range_query(
                self._schema,
                "published_ms",
                tantivy.FieldType.Integer,
                limit.from_ms,
                limit.to_ms,
                include_lower=True,
                include_upper=limit.to_ms is None,
            )
            clauses.append((Occur.Must, Query.const_score_query(span, 0.0)))
        return Query.boolean_query(clauses) if len(clauses) > 1 else query


@contextmanager
def _failing(what: str = "failed", hint: str = "Run: citedesk rebuild") -> Iterator[None]:
    """Turn what tantivy raises into an error for people."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise ArchiveError(f"The word index {what}: {error}", hint) from error


def _any_source(schema: tantivy.Schema, sources: Sequence[str]) -> Query:
    return Query.term_set_query(schema, "source", list(sources))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk_id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="english")
    builder.add_text_field("text", tokenizer_name="english")
    builder.add_text_field("source", tokenizer_name="raw")
    builder.add_integer_field("published_ms", indexed=True, fast=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    """Lower case without diacritics, stop words out, English stems."""
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("English"))
        .build()
    )


def _document(row: WordRow) -> tantivy.Document:
    title = spaced(row.title)
    document = tantivy.Document(chunk_id=row.chunk_id, title=title, text=f"{title}\n{spaced(row.text)}")
    if row.source is not None:
        document.add_text("source", row.source)
    if row.published_ms is not None:
        document.add_integer("published_ms", row.published_ms)
    return document
