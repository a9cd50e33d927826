"""Articles in the news industry's own XML: NITF and NewsML-G2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.article import Article
from corpus.errors import ArticleError
from corpus.formats.markup import html_words, words_of
from corpus.formats.rows import article_of
from corpus.options import Reading

Read = Article | ArticleError
_PARAGRAPH = re.compile(r"<(?:p|br|div)\b[^>]{0,200}>", re.I)
_WITHHELD = ("canceled", "cancelled", "withheld")


def read_nitf(root: Any, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a NITF document. Source: IPTC, NITF 3.6."""
    yield from _as_article(_of_nitf(root), path, reading)


def read_newsml(root: Any, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of a NewsML-G2 message or item. Source: IPTC, NewsML-G2 2.x.

    What its agency has withheld or cancelled is no article.
    """
    items = [root] if root.tag == "newsItem" else root.iter("newsItem")
    for item in items:
        if item.find(".//contentSet") is None:
            continue
        status = _attribute(item, ".//itemMeta/pubStatus", "qcode").rpartition(":")[2]
        guid = item.get("guid", "")
        if status in _WITHHELD:
            yield ArticleError(
                f"Its agency has {status} the article {guid!r}", path, None, "Take it out: citedesk remove."
            )
            continue
        yield from _as_article(_of_news_item(item), path, reading)


def _as_article(row: dict[str, Any], path: str, reading: Reading) -> Iterator[Read]:
    try:
        article, faults = article_of({k: v for k, v in row.items() if v}, path, None, reading)
    except ArticleError as error:
        yield error
        return
    yield from faults
    yield article


def _of_nitf(root: Any) -> dict[str, Any]:
    pubdata = root.find(".//head/pubdata")
    told = pubdata if pubdata is not None else {}
    byline = _text(root, ".//body.head/byline", ", ")
    return {
        "id": _attribute(root, ".//docdata/doc-id", "id-string"),
        "title": _text(root, ".//hedline/hl1") or _text(root, ".//head/title"),
        "summary": _text(root, ".//body.head/abstract") or _text(root, ".//hedline/hl2"),
        "body": "\n\n".join(words_of(part) for part in root.iter("body.content")),
        "credit": _text(root, ".//body.end/tagline"),
        "author": byline.removeprefix("By ").strip(),
        "source": told.get("name") or _text(root, ".//body.head/distributor"),
        "url": told.get("ex-ref", ""),
        "published_at": told.get("date.publication")
        or _attribute(root, ".//docdata/date.issue", "norm")
        or _attribute(root, ".//dateline/story.date", "norm"),
        "embargoed_until": _attribute(root, ".//docdata/date.release", "norm"),
        "expires_at": _attribute(root, ".//docdata/date.expire", "norm"),
    }


def _of_news_item(item: Any) -> dict[str, Any]:
    inside = item.find(".//contentSet//nitf")
    row = _of_nitf(inside) if inside is not None else {}
    first, last = _text(item, ".//itemMeta/firstCreated"), _text(item, ".//itemMeta/versionCreated")
    provider = _text(item, ".//itemMeta/provider/name") or _attribute(item, ".//itemMeta/provider", "literal")
    told = {
        "id": item.get("guid", ""),
        "title": _text(item, ".//contentMeta/headline"),
        "body": _content(item),
        "author": _text(item, ".//contentMeta/by").removeprefix("By ").strip(),
        "credit": _text(item, ".//contentMeta/creditline"),
        "source": provider or _text(item, ".//contentMeta/infoSource/name"),
        "language": _attribute(item, ".//contentMeta/language", "tag"),
        "published_at": first or last,
        "updated_at": last,
        "embargoed_until": _text(item, ".//itemMeta/embargoed"),
    }
    return row | {name: value for name, value in told.items() if value}


def _content(item: Any) -> str:
    for inline in item.findall(".//contentSet/inlineXML"):
        body = inline.find(".//body")
        if inline.find(".//nitf") is None and len(inline):
            return words_of(body if body is not None else inline[0])
    for inline in item.findall(".//contentSet/inlineData"):
        text = "".join(inline.itertext())
        # Some call "text/plain" what has paragraphs of HTML.
        marked = "html" in inline.get("contenttype", "") or _PARAGRAPH.search(text)
        return html_words(text) if marked else text
    return ""


def _text(root: Any, where: str, between: str = " ") -> str:
    """The words of an element on one line, `between` its blocks."""
    found = root.find(where)
    lines = words_of(found).split("\n") if found is not None else []
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))


def _attribute(root: Any, where: str, name: str) -> str:
    found = root.find(where)
    return str(found.get(name, "")) if found is not None else ""
