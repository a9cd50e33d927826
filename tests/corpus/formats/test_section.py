"""The section that an article stood in, by the names that it has in each form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.formats.test_html import PAGE
from tests.corpus.formats.test_newswire import NITF
from tests.corpus.formats.test_read import read


@pytest.mark.parametrize(
    ("told", "section"),
    [
        ({"section": " Sport "}, "Sport"),
        ({"sectionName": "World news"}, "World news"),
        ({"section_name": "Opinion"}, "Opinion"),
        ({"articleSection": ["Business", "Energy"]}, "Business"),
        ({"section": {"name": "Culture"}}, "Culture"),
        ({"section": ""}, None),
        ({}, None),
    ],
)
def test_rows_name_it_in_many_ways(tmp_path: Path, told: dict[str, Any], section: str | None) -> None:
    row = {"title": "Ferry sinks", "body": "It sank off Hask."} | told
    (tmp_path / "a.json").write_text(json.dumps(row))
    [article], errors = read(tmp_path)
    assert not errors
    assert article.section == section


@pytest.mark.parametrize(
    ("there", "put"),
    [
        (
            '<meta property="og:type"',
            '<meta property="article:section" content="Sea"><meta property="og:type"',
        ),
        ('"datePublished":', '"articleSection": ["Sea", "Ships"], "datePublished":'),
    ],
)
def test_pages_tell_it_by_their_metadata(tmp_path: Path, there: str, put: str) -> None:
    (tmp_path / "ferry.html").write_text(PAGE.replace(there, put), "utf-8")
    [article], _ = read(tmp_path)
    assert article.section == "Sea"


def test_an_agency_tells_it_by_the_place_in_print(tmp_path: Path) -> None:
    told = NITF.replace('name="AP"', 'name="AP" position.section="Sports"')
    (tmp_path / "ferry.nitf").write_text(told, "utf-8")
    [article], _ = read(tmp_path)
    assert article.section == "Sports"


def test_a_new_section_alone_makes_no_new_version_and_none_leaves_all_as_it_was(tmp_path: Path) -> None:
    def one(**told: str) -> Any:
        row = {"id": "a", "title": "Ferry sinks", "body": "It sank off Hask."} | told
        (tmp_path / "a.json").write_text(json.dumps(row))
        [article], _ = read(tmp_path)
        return article

    plain, sport = one(), one(section="Sport")
    assert plain.text_hash == sport.text_hash
    assert plain.metadata_hash != sport.metadata_hash
    assert plain.metadata_hash == one(section="").metadata_hash
