"""Citedesk inside LlamaIndex: a retriever and a query engine for other people's pipelines.

The search and the answers are the ones that `Desk` gives; only their form is LlamaIndex's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from index.contract import iso_utc
from index.search.filters import Filters
from index.search.hit import Hit
from qa.answer.model import Answer


class Asked(Protocol):
    """What answers and searches; a `Desk` does."""

    def search(self, query: str, top_k: int, filters: Filters | None, today: date | str | None) -> list[Hit]:
        """Return the best hits."""
        ...

    def ask(self, question: str, *, today: date | str | None, filters: Filters | None, top_k: int) -> Answer:
        """Return the answer."""
        ...


def node_of(hit: Hit) -> NodeWithScore:
    """Return a hit as a node: its id is the chunk's, its offsets count in the article's body."""
    metadata = {
        "article_id": hit.article_id,
        "version": hit.version,
        "title": hit.title,
        "source": hit.source,
        "published_at": iso_utc(hit.published_at),
        "url": hit.url,
    }
    node = TextNode(
        id_=hit.chunk_id,
        text=hit.text,
        metadata=metadata,
        start_char_idx=hit.start,
        end_char_idx=hit.end,
        excluded_llm_metadata_keys=["article_id", "version", "url"],
        excluded_embed_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.article_id)},
    )
    return NodeWithScore(node=node, score=hit.score)


class ArchiveRetriever(BaseRetriever):
    """The archive's search as a LlamaIndex retriever.

    Args:
        desk: An open desk; it must outlive this.
        top_k: How many nodes.
        filters: Hard limits on what may be found.
        today: The day the questions are asked.
    """

    def __init__(
        self, desk: Asked, top_k: int = 10, filters: Filters | None = None, today: date | str | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._options: dict[str, Any] = {"top_k": top_k, "filters": filters, "today": today}

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [node_of(hit) for hit in self._desk.search(query_bundle.query_str, **self._options)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class CitedQueryEngine(BaseQueryEngine):
    """The archive's answers as a LlamaIndex query engine.

    The response is the answer's text with its markers, empty when there is no evidence; `source_nodes` are
    the hits; `metadata` is the whole answer as the JSON of the contract.

    Args:
        desk: An open desk; it must outlive this.
        top_k: How many hits to find evidence in.
        filters: Hard limits on what may be found.
        today: The day the questions are asked.
    """

    def __init__(
        self, desk: Asked, top_k: int = 10, filters: Filters | None = None, today: date | str | None = None
    ) -> None:
        super().__init__(callback_manager=None)
        self._desk = desk
        self._options: dict[str, Any] = {"top_k": top_k, "filters": filters, "today": today}

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._desk.ask(query_bundle.query_str, **self._options)
        nodes: Sequence[NodeWithScore] = [node_of(hit) for hit in answer.hits]
        text = answer.text if answer.status == "answered" else ""
        return Response(response=text, source_nodes=list(nodes), metadata=answer.to_dict())

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)
