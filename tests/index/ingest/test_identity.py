"""An id is believed only when the rest does not contradict it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.archive import Archive
from index.ingest.identity import are_related
from index.ingest.sync import sync
from tests.index.makers import assert_whole

pytestmark = pytest.mark.both_databases(soak=True)

TOLL = ("Toll doubles", "The council of Lindholm has doubled the toll for lorries to 90 crowns.")
CHOIR = ("Choir wins", "Singers from Hask won the first prize at a festival in Turin on Saturday.")


def row(article: tuple[str, str], **more: str) -> dict[str, str]:
    return {"title": article[0], "body": article[1], **more}


def put(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def item(article: tuple[str, str], link: str, guid: str = "") -> str:
    mark = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    title, text = article
    return f"<item><title>{title}</title><link>{link}</link><description>{text}</description>{mark}</item>"


def feed(path: Path, *items: str) -> Path:
    channel = f"<title>The Gull</title><link>https://gull.example/</link>{''.join(items)}"
    path.write_text(f"<rss version='2.0'><channel>{channel}</channel></rss>", "utf-8")
    return path


def titles(archive: Archive) -> set[str]:
    return {record.title for record in archive.catalogue.each_record()}


def test_rows_numbered_anew_in_a_second_file_correct_nothing(archive: Archive, tmp_path: Path) -> None:
    sync(archive, [put(tmp_path / "a.jsonl", row(TOLL, id="1"))])
    report = sync(archive, [put(tmp_path / "b.jsonl", row(CHOIR, id="1", updated_at="2026-03-01"))])
    assert (report.updated, report.failed) == (0, 1)
    [error] = report.errors
    assert (Path(error.path).name, error.line) == ("b.jsonl", 1)
    assert all(name in error.error for name in ("Toll doubles", "a.jsonl:1", "Choir wins"))
    assert titles(archive) == {"Toll doubles"}


ALIKE = " This is a developing story. Check back with The Gull for updates."
LONG_TOLL = (
    TOLL[0],
    f"{TOLL[1]} Hauliers asked for a year's delay, which the treasurer called too dear: repairs of both "
    "bridges begin in autumn, and a loan from the county falls due. Buses stay free. Cameras read number "
    "plates at four gates, bills come by post each quarter, and drivers from abroad pay at petrol stations "
    f"or online within fourteen days. Fines rise from thirty to fifty crowns after a warning.{ALIKE}",
)
LONG_CHOIR = (
    CHOIR[0],
    f"{CHOIR[1]} Their conductor, a retired midwife, chose three psalms and a shepherd's lament, sung "
    "without an organ. Juries praised clear basses. Eleven groups competed, two of them professional; "
    "Lisbon came second ahead of Ghent. The trip was paid for with cakes and a raffle, and the mayor wants "
    "a concert in the old customs hall at Whitsun, before rehearsals pause for the herring season."
    f"{ALIKE}",
)


def test_an_ending_that_an_outlet_gives_all_its_reports_makes_no_correction() -> None:
    assert not are_related(LONG_TOLL, LONG_CHOIR)
    assert are_related(LONG_TOLL, ("Lorries to pay more", LONG_TOLL[1].replace("fifty", "sixty")))


def test_two_texts_under_one_id_in_one_sync_are_told_by_both_their_names(
    archive: Archive, tmp_path: Path
) -> None:
    later = ("Lindholm toll goes up", "Lorries pay 95 crowns in toll at Lindholm, the council now says.")
    rows = put(tmp_path / "a.jsonl", row(TOLL, id="1")), put(tmp_path / "b.jsonl", row(later, id="1"))
    [error] = sync(archive, rows).errors
    assert (Path(error.path).name, error.line) == ("b.jsonl", 1)
    assert all(name in error.error for name in ("Toll doubles", "a.jsonl:1", "Lindholm toll goes up"))


@pytest.mark.both_databases
def test_a_real_correction_is_one(archive: Archive, tmp_path: Path) -> None:
    sync(archive, [put(tmp_path / "a.jsonl", row(TOLL, id="1"))])
    rewritten = ("Lindholm toll goes up", "Lorries pay 95 crowns in toll at Lindholm, the council now says.")
    assert sync(archive, [put(tmp_path / "b.jsonl", row(rewritten, id="1"))]).updated == 1


@pytest.mark.parametrize("link", ["https://gull.example/", "https://gull.example/latest"])
def test_articles_that_share_an_address_are_two(archive: Archive, tmp_path: Path, link: str) -> None:
    rows = [row(TOLL, url=link), row(CHOIR, url=link, updated_at="2025-03-04")]
    path = put(tmp_path / "a.jsonl", *rows)
    assert sync(archive, [path]).added == 2
    again = sync(archive, [path])
    assert (again.added, again.updated, again.failed) == (0, 0, 0)
    assert titles(archive) == {"Toll doubles", "Choir wins"}
    assert_whole(archive)


def test_a_file_that_holds_another_article_now_corrects_nothing(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "today.txt"
    path.write_text("\n\n".join(TOLL))
    sync(archive, [path])
    path.write_text("\n\n".join(CHOIR))
    assert sync(archive, [path]).updated == 1
    [record] = archive.catalogue.each_record()
    assert (record.title, record.corrects) == ("Choir wins", None)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "items",
    [
        [item(TOLL, "https://gull.example/", "g1"), item(CHOIR, "https://gull.example/", "g2")],
        [item(TOLL, "/live#a", "g1"), item(CHOIR, "/live#b", "g2")],
        [item(TOLL, "/live#a"), item(CHOIR, "/live#b")],
        [item(TOLL, ""), item(CHOIR, "")],
        [item(TOLL, "/toll"), item(CHOIR, "/choir")],
    ],
    ids=["guids", "guids and fragments", "fragments", "texts", "relative links"],
)
def test_entries_of_a_feed_are_told_apart(archive: Archive, tmp_path: Path, items: list[str]) -> None:
    path = feed(tmp_path / "a.rss", *items)
    report = sync(archive, [path])
    assert (report.added, report.errors) == (2, [])
    assert sync(archive, [path]).unchanged == 2


def test_an_entry_that_takes_over_an_address_does_not_correct_the_last_one(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "a.rss"
    sync(archive, [feed(path, item(TOLL, "/live", "g1"))])
    report = sync(archive, [feed(path, item(CHOIR, "/live", "g2"))])
    assert (report.added, report.updated) == (1, 0)
    assert titles(archive) == {"Toll doubles", "Choir wins"}


@pytest.mark.sqlite
def test_relative_links_lead_from_the_feeds_own_address(archive: Archive, tmp_path: Path) -> None:
    sync(archive, [feed(tmp_path / "a.rss", item(TOLL, "/toll"))])
    [record] = archive.catalogue.each_record()
    assert record.article_id == "https://gull.example/toll"


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        (TOLL, CHOIR, False),
        (TOLL, ("Toll doubles", CHOIR[1]), True),
        (("", "首相が辞任した。"), ("", "首相は今日辞任した。"), True),
        (("", "首相が辞任した。"), ("", "港の料金が上がる。"), False),
    ],
)
def test_what_has_nothing_in_common(one: tuple[str, str], other: tuple[str, str], related: bool) -> None:
    assert are_related(one, other) is related
