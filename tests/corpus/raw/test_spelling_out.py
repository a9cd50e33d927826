"""What a page says by its markup alone is in its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.raw.markup import html_words
from tests.corpus.formats.test_html import PAGE
from tests.corpus.formats.test_read import read

SAID = {
    "In 2019<sup>1</sup> it cost 10<sup>6</sup> kroner.": "In 2019^1 it cost 10^6 kroner.",
    "It rose.<sup><a href='#2'>2</a></sup> Then it fell.": "It rose. Then it fell.",
    "The mayor<sup>3</sup> left.": "The mayor^3 left.",
    "A flat of 40 m<sup>2</sup> and CO<sub>2</sub>.": "A flat of 40 m2 and CO2.",
    "The 5<sup>th</sup> of May.": "The 5th of May.",
    "She called it <q>too dear</q> on Monday.": "She called it “too dear” on Monday.",
    "She called it <q>“too <b>dear</b>”</q> on Monday.": "She called it “too dear” on Monday.",
    "In <time datetime='1953-02-01'>May <b>1953</b></time> the sea came.": "In May 1953 the sea came.",
    "The pier has <del>forty</del> <ins>fourteen</ins> boats.": "The pier has fourteen boats.",
    "It opens on <s>Monday</s><strike>, or Tuesday,</strike> Friday.": "It opens on Friday.",
    "In <ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby> it rains.": "In 東京 it rains.",
    "It cost <output>12</output> or <label>13</label> kroner.": "It cost 12 or 13 kroner.",
}


@pytest.mark.parametrize(("written", "meant"), SAID.items())
def test_words_keep_what_their_markup_says(tmp_path: Path, written: str, meant: str) -> None:
    assert html_words(f"<p>{written}</p>") == meant
    file = tmp_path / "ferry.html"
    file.write_text(PAGE.replace("<p>All of them", f"<p>{written}</p><p>All of them"), "utf-8")
    [article], _ = read(file)
    assert meant in article.body.split("\n\n")


def test_an_end_that_somebody_forgot_strikes_nothing_out() -> None:
    assert html_words("<p>Old.</p><s><p>The pier opened.</p><p>Boats came.</p>").split() == [
        *("Old.", "The", "pier", "opened.", "Boats", "came."),
    ]


def test_a_cell_that_spans_rows_stands_in_each_of_them() -> None:
    rows = "<tr><td rowspan=2>Boats</td><td>small</td><td>12</td></tr><tr><td>large</td><td>40</td></tr>"
    last = "<tr><td>Canoes</td><td>all</td><td rowspan='0'>0</td></tr>"
    table = html_words(f"<table>{rows}{last}</table>")
    assert list(filter(None, table.split("\n"))) == [
        "Boats | small | 12",
        "Boats | large | 40",
        "Canoes | all | 0",
    ]


def test_a_table_that_claims_to_span_everything_stays_small() -> None:
    rows = "".join(f"<tr>{'<td rowspan=99999>x</td>' * 10}</tr>" for _ in range(200))
    assert len(html_words(f"<table>{rows}</table>")) < 100_000


def test_choices_are_not_glued_together() -> None:
    assert html_words("<select><option>Hask</option><option>Lindholm</option></select>").split() == [
        *("Hask", "Lindholm")
    ]
