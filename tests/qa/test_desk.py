import asyncio
import shutil
import threading
from pathlib import Path

import pytest

from corpus.errors import ArchiveMismatch, InputError
from qa import Answer, Desk, EvidenceFound, Filters, Sentence
from qa.settings import Settings, load_settings


def test_a_corrected_story_is_one_article_whose_last_version_answers(filled: Desk) -> None:
    record = filled.article("tidal-repair-bill")
    assert record.versions == (1, 2)
    assert record.version == 2
    assert "Correction:" in record.body
    assert "Correction:" not in filled.article("tidal-repair-bill", version=1).body
    assert all(
        hit.version == 2 for hit in filled.search("repair bill", 50) if hit.article_id == record.article_id
    )


def test_a_syndicated_story_is_found_once_and_names_its_copies(filled: Desk) -> None:
    hits = filled.search("survey ship Perpetua wreck", 20)
    told = {hit.article_id for hit in hits if hit.article_id.startswith("perpetua-")}
    assert len(told) == 1
    [first] = [hit for hit in hits if hit.article_id in told][:1]
    assert len({*first.copies, first.article_id}) == 3


@pytest.mark.real
def test_no_hit_is_longer_than_the_real_model_reads(
    tmp_path: Path, sample_folder: Path, model_cache: Path
) -> None:
    shutil.copytree(sample_folder, tmp_path / "archive")
    (tmp_path / "long.txt").write_text(
        f"A list of ferries\n\n{'Ferry Sula Bright of Port Ellisk, ' * 400}sailed.\n\nNobody was aboard.",
        "utf-8",
    )
    with Desk.open(tmp_path / "archive", Settings(cache_dir=model_cache)) as desk:
        assert desk.sync([tmp_path / "long.txt"]).added == 1
        hits = [hit for query in ("ferry", "herring quota") for hit in desk.search(query, top_k=50)]
        assert len(hits) > 50
        assert max(desk._archive.encoder.count_tokens([hit.text for hit in hits])) <= 256
        assert all(hit.text == desk.article(hit.article_id).body[hit.start : hit.end] for hit in hits)


def test_ask_is_the_end_of_stream_and_async_gives_the_same(filled: Desk) -> None:
    question = "What does the ferry cost?"
    events = list(filled.stream(question))
    assert isinstance(events[-1], Answer)
    assert isinstance(events[0], EvidenceFound)
    assert isinstance(events[1], Sentence)
    assert events[-1].text == filled.ask(question).text == asyncio.run(filled.aask(question)).text

    async def streamed() -> list[object]:
        return [event async for event in filled.astream(question)]

    assert [type(event) for event in asyncio.run(streamed())] == [type(event) for event in events]


def test_an_unknown_article_is_an_error(filled: Desk) -> None:
    with pytest.raises(InputError, match="nope"):
        filled.article("nope")
    with pytest.raises(InputError, match="version 9"):
        filled.article("tidal-repair-bill", version=9)


def test_many_threads_may_ask_while_one_syncs(filled: Desk, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(5):
                assert filled.ask("What does the ferry cost?").status == "answered"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    (tmp_path / "new.txt").write_text("A new story\n\nThe lighthouse of Hask was painted green.", "utf-8")
    filled.sync([tmp_path / "new.txt"])
    for thread in threads:
        thread.join()
    assert not failures
    assert any("painted green" in hit.text for hit in filled.search("lighthouse painted green"))


def test_filters_by_outlet_and_day(filled: Desk) -> None:
    hits = filled.search("ferry", 50, Filters(["The Ellisk Courier"], "2025-01-01", "2025-12-31"))
    assert hits
    assert {hit.source for hit in hits} == {"The Ellisk Courier"}
    assert {hit.published_at.year for hit in hits if hit.published_at} == {2025}


def test_it_is_a_retriever_and_a_query_engine_of_llamaindex(filled: Desk) -> None:
    # Here, because they take seconds.
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.base.base_retriever import BaseRetriever

    retriever, engine = filled.as_retriever(top_k=3), filled.as_query_engine()
    assert isinstance(retriever, BaseRetriever)
    assert isinstance(engine, BaseQueryEngine)
    nodes = retriever.retrieve("ferry fare")
    assert [node.node_id for node in nodes] == [hit.chunk_id for hit in filled.search("ferry fare", 3)]
    body = filled.article(nodes[0].metadata["article_id"]).body
    assert nodes[0].text == body[nodes[0].node.start_char_idx : nodes[0].node.end_char_idx]
    response = engine.query("What does the ferry cost?")
    assert str(response) == filled.ask("What does the ferry cost?").text
    assert response.metadata is not None
    assert response.metadata["citations"]
    assert len(asyncio.run(retriever.aretrieve("ferry fare"))) == 3


def test_an_archive_of_another_model_opens_only_to_be_rebuilt(tmp_path: Path) -> None:
    place = {"data_dir": tmp_path / "a", "cache_dir": tmp_path / "c"}
    Desk.open(settings=Settings(**place)).close()
    other = Settings(**place, embedding_model="some/other-model")
    with pytest.raises(ArchiveMismatch) as caught:
        Desk.open(settings=other)
    assert "citedesk rebuild" in caught.value.hint
    Desk.open(settings=other, to_rebuild=True).close()


def test_the_settings_choose_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEDESK_DATA_DIR", str(tmp_path / "here"))
    with Desk.open() as desk:
        assert desk.settings.data_dir == load_settings().data_dir == tmp_path / "here"
