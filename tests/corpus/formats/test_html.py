import json
from pathlib import Path

import pytest

from corpus.article import Article
from tests.corpus.formats.test_read import read

PAGE = """<!doctype html><html lang="en"><head><title>Ferry sinks off Hask | The Courier</title>
<meta property="og:site_name" content="The Courier"><meta property="og:type" content="article">
<link rel="canonical" href="https://courier.example/2025/ferry?utm_source=x">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Ferry sinks off Hask", "datePublished": "2025-04-16T08:30:00+02:00",
"dateModified": "2025-04-17T10:00:00Z", "author": [{"@type": "Person", "name": "Ana Vale"}]}]}</script>
<script type="application/ld+json">{broken</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Ferry sinks off Hask</h1><p class="byline">By Ana Vale</p>
<p>The ferry Morning Star sank on Monday off the harbour of Hask with forty people on board, the coast
guard said.</p><aside class="related"><a href="/x">SEE ALSO: Ten ferries that sank before</a></aside>
<p>All of them were saved by fishing boats within half an hour, and nobody was hurt, the harbour master
said in a statement.</p><p>Read more: <a href="/y">The last voyage</a></p>
<div class="newsletter">Sign up for our newsletter and get the best stories in your inbox.</div>
</article><footer>Copyright 2025 The Courier. All rights reserved.</footer></body></html>"""


def test_a_page_gives_its_text_and_what_it_tells_about_itself(tmp_path: Path) -> None:
    (tmp_path / "ferry.html").write_text(PAGE, "utf-8")
    (tmp_path / "index.htm").write_text("<html><body><p>Welcome to our list of links.</p></body></html>")
    [article], [told] = read(tmp_path)
    assert (told.kept, told.message.endswith(": index.htm")) == (True, True)
    assert article.title == "Ferry sinks off Hask"
    assert article.body.startswith("The ferry Morning Star sank")
    assert article.body.endswith("said in a statement.")
    for promotion in ("SEE ALSO", "Read more", "newsletter", "Copyright", "Home"):
        assert promotion not in article.body
    assert (article.author, article.source) == ("Ana Vale", "The Courier")
    assert article.article_id == "https://courier.example/2025/ferry"
    assert article.published_precision == "instant"
    assert [str(date) for date in (article.published_at, article.updated_at)] == [
        "2025-04-16 06:30:00+00:00",
        "2025-04-17 10:00:00+00:00",
    ]


def test_a_page_without_an_article_is_said_to_have_none(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<html><head><title>x</title></head><body></body></html>")
    _, [error] = read(file)
    assert "no article text" in error.message


OTHER = """{"@type": "NewsArticle", "headline": "An older ferry", "url": "https://courier.example/2019/old",
"datePublished": "2019-01-02T10:00:00Z", "dateModified": "2019-01-02T10:00:00Z", "expires": "2019-02-01"}"""
OWN = """{"@type": ["Thing", "ReportageNewsArticle"], "headline": "Other words", "mainEntityOfPage":
{"@id": "https://courier.example/2025/ferry/"}, "datePublished": "2025-04-16T08:30:00+02:00"}"""


@pytest.mark.parametrize(
    "linked",
    [
        f"[{OTHER}, {OWN}]",
        f'{{"@graph": [{OTHER}, {{"@type": "WebPage"}}, {OWN}]}}',
        f'{OWN}</script><script type="application/ld+json">{OTHER}',
        f'{OTHER}</script><script type="application/ld+json">{OWN}',
        OWN.replace("Other words", "Ferry sinks off Hask").replace("mainEntityOfPage", "about"),
    ],
)
def test_the_days_are_those_of_the_pages_own_article(tmp_path: Path, linked: str) -> None:
    head, _, rest = PAGE.partition('<script type="application/ld+json">')
    file = tmp_path / "ferry.html"
    file.write_text(
        f'{head}<script type="application/ld+json">{linked}</script>{rest.partition("</script>")[2]}'
    )
    [article], errors = read(file)
    assert not errors
    assert str(article.published_at) == "2025-04-16 06:30:00+00:00"
    assert (article.updated_at, article.expires_at) == (None, None)


@pytest.mark.parametrize("odd", ["", "soon", "0000-00-00", "0001-01-01T00:00:00Z"])
def test_an_odd_day_of_a_page_takes_the_place_of_no_good_one(tmp_path: Path, odd: str) -> None:
    meta = '<meta property="article:published_time" content="2025-04-16T08:30:00+02:00"></head>'
    file = tmp_path / "ferry.html"
    file.write_text(PAGE.replace("2025-04-16T08:30:00+02:00", odd).replace("</head>", meta))
    [article], _ = read(file)
    assert str(article.published_at) == "2025-04-16 06:30:00+00:00"


@pytest.mark.parametrize(
    "written",
    [
        f"{OTHER}{OWN}",
        f"{OTHER[:-1]}}}{OWN[:-1]},}}",
        f"//<![CDATA[\n[{OTHER}, {OWN}]\n//]]>",
        f"<!--\n{OWN}\n-->",
        OWN.replace("Other words", "Other\nwords"),
    ],
)
def test_json_that_browsers_would_refuse_still_gives_the_day(tmp_path: Path, written: str) -> None:
    head, _, rest = PAGE.partition('<script type="application/ld+json">')
    script = f'<script type="Application/ld+json; charset=utf-8">{written}'
    file = tmp_path / "ferry.html"
    file.write_text(f"{head}{script}</script>{rest.partition('</script>')[2]}", "utf-8")
    [article], _ = read(file)
    assert (str(article.published_at), article.title) == (
        "2025-04-16 06:30:00+00:00",
        "Ferry sinks off Hask",
    )


BARE = """<html lang="en"><head><title>Ferry sinks off Hask{outlet}</title>{head}</head><body>{before}
<article><h1>{headline}</h1><p>The ferry Morning Star sank on Monday off the harbour of Hask with forty
people on board, the coast guard said.</p><p>All of them were saved by fishing boats within half an
hour.</p></article>{after}</body></html>"""
NAMED = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry sinks off Hask",
"author": {"name": "Ana Vale"}, "publisher": {"name": "The Courier"},
"datePublished": "2025-04-16"}</script>"""
LINKED = f'<script type="application/ld+json">{OTHER}</script>'


def of_bare(tmp_path: Path, **parts: str) -> Article:
    whole = {"outlet": "", "head": "", "before": "", "after": "", "headline": "Ferry sinks off Hask"} | parts
    (tmp_path / "ferry.html").write_text(BARE.format(**whole), "utf-8")
    [article], errors = read(tmp_path / "ferry.html")
    assert not errors
    return article


def test_an_article_that_the_page_links_to_gives_it_nothing(tmp_path: Path) -> None:
    for outlet, headline in ((" | The Courier", "The Courier"), (" – The Courier", "Ferry sinks off Hask")):
        article = of_bare(tmp_path, head=LINKED + NAMED, outlet=outlet, headline=headline)
        assert (str(article.published_at)[:10], article.author, article.source) == (
            *("2025-04-16", "Ana Vale", "The Courier"),
        )
    day = '<meta property="article:published_time" content="2025-04-16T08:30:00Z">'
    assert str(of_bare(tmp_path, head=LINKED + day).published_at)[:10] == "2025-04-16"


def test_a_day_beside_the_article_is_not_its_own(tmp_path: Path) -> None:
    own = '<time datetime="2025-04-16T08:30:00Z">16 April</time>'
    other = '<aside><time datetime="2019-01-02">2 January 2019</time><p>An older ferry</p></aside>'
    for beside in ({"before": other}, {"after": other}):
        article = of_bare(tmp_path, headline=f"Ferry sinks off Hask</h1>{own}<h1>", **beside)
        assert str(article.published_at)[:10] == "2025-04-16"
    of_the_site = "<footer>© 2011-2019 The Courier. Last updated 01/02/2018</footer>"
    assert of_bare(tmp_path, after=of_the_site).published_at is None


def test_a_headline_in_two_lines_does_not_begin_the_text(tmp_path: Path) -> None:
    article = of_bare(tmp_path, headline="Ferry sinks<br>off Hask")
    assert (article.title, article.body[:24]) == ("Ferry sinks off Hask", "The ferry Morning Star s")


@pytest.mark.parametrize("host", ["localhost:1313", "127.0.0.1:8000"])
def test_the_machine_that_a_page_was_made_on_is_no_outlet(tmp_path: Path, host: str) -> None:
    assert of_bare(tmp_path, head=f'<link rel="canonical" href="http://{host}/ferry">').source is None
    named = '<link rel="canonical" href="https://www.courier.example/ferry">'
    assert of_bare(tmp_path, head=named).source == "courier.example"


@pytest.mark.parametrize("name", ["date", "pubdate", "DC.date.issued"])
def test_a_day_of_its_meta_elements_is_read_in_any_spelling(tmp_path: Path, name: str) -> None:
    text = " ".join(["The ferry of Hask sails again after the storm, its captain said on Monday."] * 6)
    meta = f'<meta name="{name}" content="06-May-2024">'
    path = tmp_path / "a.html"
    path.write_text(f"<html><head><title>Ferry sails</title>{meta}</head><body><p>{text}</p></body></html>")
    [article], errors = read(path)
    assert errors == []
    assert f"{article.published_at:%Y-%m-%d}" == "2024-05-06"


TEXT = "".join(
    f"<p>The ferry's board said on Monday that a crossing of class {n} costs {n + 12} kroner from May.</p>"
    for n in range(5)
)


def page(tmp_path: Path, head: str = "", body: str = TEXT, above: str = "") -> Article:
    title = "Ferry dearer from May"
    inside = f"<head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body>"
    (tmp_path / "a.html").write_text(f"{above}<html lang='en'>{inside}</html>", "utf-8")
    [article], errors = read(tmp_path / "a.html")
    assert not errors
    return article


def linked(**more: object) -> str:
    told = {
        "@type": "NewsArticle",
        "headline": "Ferry dearer from May",
        "datePublished": "2025-04-16T08:30:00Z",
    }
    return f'<script type="application/ld+json">{json.dumps(told | more)}</script>'


def test_names_are_parted_as_in_every_other_form(tmp_path: Path) -> None:
    people = [{"@type": "Person", "name": name} for name in ("Ana Vale", "Bo Lund")]
    assert page(tmp_path, linked(author=people)).author == "Ana Vale, Bo Lund"
    assert page(tmp_path, linked(author=["https://c.example/ana"])).author is None


def test_what_one_of_two_descriptions_leaves_empty_the_other_says(tmp_path: Path) -> None:
    told = page(tmp_path, linked(datePublished="") + linked(articleSection="Sea"))
    assert (f"{told.published_at:%H:%M}", told.section) == ("08:30", "Sea")


def test_an_article_that_a_page_is_about_is_its_own(tmp_path: Path) -> None:
    inside = {
        "@type": "NewsArticle",
        "headline": "Ferry dearer from May",
        "datePublished": "2025-04-16T08:30:00Z",
    }
    about = json.dumps({"@type": "WebPage", "mainEntity": inside})
    told = page(tmp_path, f'<script type="application/ld+json">{about}</script>')
    assert f"{told.published_at:%H:%M}" == "08:30"


def test_microdata_says_the_time_unless_it_is_of_several_things(tmp_path: Path) -> None:
    stamp = "<time itemprop='datePublished' datetime='2025-04-16T08:30:00Z'>16 April 2025</time>"
    assert f"{page(tmp_path, body=stamp + TEXT).published_at:%H:%M}" == "08:30"
    other = "<time itemprop='datePublished' datetime='2019-01-01T01:01:00Z'>2019</time>"
    told = page(tmp_path, body=stamp + TEXT + other).published_at
    assert told is None or f"{told:%Y-%H:%M}" == "2025-00:00"


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0028)https://c.example/ferry -->",
        "<!--\n Page saved with SingleFile \n url: https://c.example/ferry \n-->",
    ],
)
def test_a_page_that_a_browser_saved_is_known_by_its_address(tmp_path: Path, note: str) -> None:
    told = page(tmp_path, above=note)
    assert told.url == told.article_id == "https://c.example/ferry"
