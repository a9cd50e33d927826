"""Articles in the news industry's own XML: NITF, NewsML-G2 and NewsML 1."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from corpus.article import LeftOut, Read
from corpus.options import Reading
from corpus.raw.markup import html_words, words_of
from corpus.rows.as_article import headline_of, read_row, withdrawn
from corpus.rows.publication import EMBARGOED, State, state_named, state_of

_PARAGRAPH = re.compile(r"<(?:p|br|div)\b[^>]{0,200}>", re.I)
_NO_TEXT = frozenset({"picture", "graphic", "video", "audio", "animated", "composite", "planning"})
# Around the text that an agency marks up as a page: its own headline and how to reach its desk.
_AROUND = ("header", "footer", "address")
_MOST_NOTE = 200
_MAIN = frozenset({"main", "headline", "title"})


def read_nitf(root: Any, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the article of a NITF document, or word that it is withheld. Source: IPTC, NITF 3.6."""
    state = state_named(_attribute(root, ".//docdata", "management-status")) or _state_in_meta(root)
    state = state or state_named(_attribute(root, ".//docdata/ed-msg", "msg-type"))
    note = _attribute(root, ".//docdata/ed-msg", "info") or _text(root, ".//body.head/note")
    # A word of cancellation has an id of its own, and names the document that it takes back.
    row, other = _of_nitf(root), _attribute(root, ".//docdata", "management-doc-idref")
    also = (str(row["id"]),) if state and other and row["id"] else ()
    yield from _as_article(row | ({"id": other} if also else {}), state, path, reading, note, also)


def _state_in_meta(root: Any) -> State | None:
    """The state that a system of an agency's own writes into a ``<meta>`` of the head."""
    return state_of(
        {meta.get("name", "").lower(): meta.get("content", "") for meta in root.iterfind("./head/meta")}
    )


def read_newsml(root: Any, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of a NewsML-G2 message or item. Source: IPTC, NewsML-G2 2.x.

    What its agency has withheld or canceled is no article, and neither is a picture.
    """
    items = [root] if root.tag == "newsItem" else root.iter("newsItem")
    for item in items:
        row = _of_news_item(item)
        state, note = _state_of_item(item), _text(item, ".//itemMeta/edNote")
        kind = _code(item.find(".//itemMeta/itemClass"))
        if state is None and kind in _NO_TEXT and not row.get("body"):
            yield LeftOut(kind, path)
        elif state is not None or item.find(".//contentSet") is not None:
            yield from _as_article(row, state, path, reading, note)


def _state_of_item(item: Any) -> State | None:
    state = state_named(_code(item.find(".//itemMeta/pubStatus")))
    embargo = item.find(".//itemMeta/embargoed")
    # The standard's way to say "until further notice".
    endless = embargo is not None and not (embargo.text or "").strip()
    return EMBARGOED if state is None and endless else state


def _code(element: Any) -> str:
    """The last part of a code of a controlled vocabulary, given short or as its address."""
    if element is None:
        return ""
    code = str(element.get("qcode") or element.get("uri") or element.get("literal") or "")
    return code.rpartition("/")[2].rpartition(":")[2]


def _as_article(
    row: dict[str, Any],
    state: State | None,
    path: str,
    reading: Reading,
    note: str = "",
    also: tuple[str, ...] = (),
) -> Iterator[Read]:
    row = {name: value for name, value in row.items() if value}
    if state is EMBARGOED and row.get("embargoed_until"):
        state = None
    if state is not None:
        reason = f"{state.reason}: {note[:_MOST_NOTE]}" if note else state.reason
        yield withdrawn(row, replace(state, reason=reason), path, None, reading, also)
        return
    if row.get("body") and not row.get("title"):
        row["title"] = headline_of(row["body"])
    yield from read_row(row | {"ednote": note}, path, None, reading, also)


def _of_nitf(root: Any) -> dict[str, Any]:
    pubdata = root.find(".//head/pubdata")
    publication = pubdata if pubdata is not None else {}
    return {
        "id": _attribute(root, ".//docdata/doc-id", "id-string"),
        "title": _text(root, ".//hedline/hl1") or _text(root, ".//head/title"),
        "summary": _text(root, ".//body.head/abstract") or _text(root, ".//hedline/hl2"),
        "body": "\n\n".join(words_of(part) for part in root.iter("body.content")),
        "credit": _text(root, ".//body.end/tagline"),
        "section": publication.get("position.section", ""),
        "author": _byline(root),
        "source": publication.get("name") or _text(root, ".//body.head/distributor"),
        "url": publication.get("ex-ref", ""),
        # Under several names, so that one that cannot be read hides no other.
        "published_at": publication.get("date.publication"),
        "published": _attribute(root, ".//docdata/date.issue", "norm"),
        "date": _attribute(root, ".//dateline/story.date", "norm"),
        "embargoed_until": _attribute(root, ".//docdata/date.release", "norm"),
        "expires_at": _attribute(root, ".//docdata/date.expire", "norm"),
    }


def _byline(root: Any) -> str:
    """Who wrote it. Where persons are marked as such, the titles ("Staff writer") are left out."""
    byline = root.find(".//body.head/byline")
    if byline is None:
        return ""
    own = deepcopy(byline)
    own.tail = None
    marked = own.find(".//person") is not None
    titles = list(own.iter("byttl"))
    alone = len(titles) == len(own) and not (own.text or "").strip()
    for title in titles:
        words = "" if marked or alone else words_of(title)
        title.text, title[:] = f", {words}", []
    lines = (" ".join(part.split()).strip(" ,") for part in words_of(own).split("\n"))
    return ", ".join(filter(None, lines)).replace(", and ", " and ")


def _of_news_item(item: Any) -> dict[str, Any]:
    inside = item.find(".//contentSet//nitf")
    row = _of_nitf(inside) if inside is not None else {}
    last = _text(item, ".//itemMeta/versionCreated")
    first = _text(item, ".//itemMeta/firstCreated") or _text(item, ".//contentMeta/contentCreated")
    provider = _text(item, ".//itemMeta/provider/name") or _attribute(item, ".//itemMeta/provider", "literal")
    fields = {
        "id": item.get("guid", ""),
        "title": _main_headline(item),
        "summary": _text(item, ".//contentMeta/description[@role='drol:summary']"),
        "body": _content(item),
        "author": _text(item, ".//contentMeta/by"),
        "credit": _text(item, ".//contentMeta/creditline"),
        "source": provider or _text(item, ".//contentMeta/infoSource/name"),
        "language": _attribute(item, ".//contentMeta/language", "tag"),
        "published_at": first or last,
        "published": _text(item, ".//contentMeta/contentCreated"),
        "date": last,
        "updated_at": last or _text(item, ".//contentMeta/contentModified"),
        "embargoed_until": _text(item, ".//itemMeta/embargoed"),
    }
    return row | {name: value for name, value in fields.items() if value}


def _main_headline(item: Any) -> str:
    """The headline that is called the main one, or else the first."""
    headlines = item.findall(".//contentMeta/headline")
    # Each agency calls the list of roles as it likes.
    roles = [(one, one.get("role", "").rpartition(":")[2].lower()) for one in headlines]
    main = [one for one, role in roles if role in _MAIN] or [one for one, role in roles if not role]
    return next(filter(None, (_text(one, ".") for one in (*main, *headlines))), "")


def _content(item: Any) -> str:
    for inline in item.findall(".//contentSet/inlineXML"):
        if inline.find(".//nitf") is not None:
            continue
        if not len(inline):
            return html_words(inline.text or "")
        body = inline.find(".//body")
        return _without_around(body if body is not None else inline[0])
    for inline in item.findall(".//contentSet/inlineData"):
        text = "".join(inline.itertext())
        if "64" in inline.get("encoding", ""):
            text = _of_base64(text)
        # Some call "text/plain" what has paragraphs of HTML.
        marked = "html" in inline.get("contenttype", "") or _PARAGRAPH.search(text)
        return html_words(text) if marked else text
    return ""


def _of_base64(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8")
    except ValueError:
        return ""  # Told as an article without a body.


def _without_around(body: Any) -> str:
    whole = words_of(body)
    for name in _AROUND:
        for element in list(body.iter(name)):
            if element.getparent() is not None:
                element.getparent().remove(element)
    return words_of(body) or whole


# -- NewsML 1 ----------------------------------------------------------------------------------------------


def read_newsml_1(root: Any, path: str, reading: Reading) -> Iterator[Read]:
    """Yield the articles of a NewsML 1 document, one for each of its items. Source: IPTC, NewsML 1.2."""
    for item in root.iter("NewsItem"):
        state = state_named(_attribute(item, "./NewsManagement/Status", "FormalName"))
        state = state or state_named(_attribute(item, "./NewsManagement/Instruction", "FormalName"))
        row = _of_news_item_1(item)
        kind = _attribute(item, ".//ContentItem/MediaType", "FormalName").lower()
        if state is None and kind in _NO_TEXT | {"photo"} and not row["body"]:
            yield LeftOut(kind, path)
        elif state is not None or row["body"] or item.find(".//NewsItemRef") is None:
            note = _text(item, "./NewsManagement/Instruction")
            whole = _text(item, "./Identification/NewsIdentifier/PublicIdentifier")
            yield from _as_article(row, state, path, reading, note, (whole,) if whole else ())


def _of_news_item_1(item: Any) -> dict[str, Any]:
    inside = item.find(".//DataContent//nitf")
    row = _of_nitf(inside) if inside is not None else {}
    identifier = "./Identification/NewsIdentifier"
    parts = [_text(item, f"{identifier}/{name}") for name in ("ProviderId", "DateId", "NewsItemId")]
    provider = _attribute(item, ".//AdministrativeMetadata/Provider/Party", "FormalName")
    fields = {
        "id": _identity_1(item) or ":".join(filter(None, parts)),
        "title": _text(item, ".//NewsLines/HeadLine"),
        "summary": _text(item, ".//NewsLines/SubHeadLine"),
        "body": "" if inside is not None else _content_1(item),
        "author": _text(item, ".//NewsLines/ByLine"),
        "credit": _text(item, ".//NewsLines/CreditLine"),
        "source": provider or parts[0],
        "language": _attribute(item, ".//DescriptiveMetadata/Language", "FormalName"),
        "published_at": _text(item, "./NewsManagement/FirstCreated"),
        "published": _text(item, "./NewsManagement/ThisRevisionCreated"),
        "updated_at": _text(item, "./NewsManagement/ThisRevisionCreated"),
        "embargoed_until": _embargo_1(item),
    }
    return {"body": ""} | row | {name: value for name, value in fields.items() if value}


def _identity_1(item: Any) -> str:
    """An item's public identifier without the number of its revision, with which it ends."""
    identifier = "./Identification/NewsIdentifier"
    whole, revision = _text(item, f"{identifier}/PublicIdentifier"), _text(item, f"{identifier}/RevisionId")
    return re.sub(rf":{re.escape(revision)}[A-Z]?$", "", whole) if revision else whole


def _content_1(item: Any) -> str:
    for content in item.iter("DataContent"):
        if len(content):
            body = content.find(".//body")
            return _without_around(body if body is not None else content)
        text = content.text or ""
        encoding = content.getparent()
        if encoding.tag == "Encoding" and "64" in encoding.get("Notation", ""):
            text = _of_base64(text)
        if text.strip():
            return html_words(text) if "</" in text else text
    return ""


def _embargo_1(item: Any) -> str:
    management = item.find("./NewsManagement")
    if management is None or _attribute(management, "./Status", "FormalName").lower() != "embargoed":
        return ""
    return _text(management, "./StatusWillChange/DateAndTime")


def _text(root: Any, where: str, between: str = " ") -> str:
    """The words of an element on one line, `between` its blocks."""
    element = root.find(where)
    lines = words_of(element).split("\n") if element is not None else []
    return between.join(filter(None, (" ".join(line.split()) for line in lines)))


def _attribute(root: Any, where: str, name: str) -> str:
    element = root.find(where)
    return str(element.get(name, "")) if element is not None else ""
