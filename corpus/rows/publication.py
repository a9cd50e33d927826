"""Whether a row, post or item is published at all, as its publisher's system says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.text.lexicon import any_pattern
from corpus.word_lists import table_in


@dataclass(frozen=True, slots=True)
class State:
    """Why something is no published article.

    Attributes:
        kind: What it is counted as.
        reason: Why, as a clause.
        final: Whether it must never come back.
        recalls: Whether it takes back what was out, and does not only say that it is not out yet.
        is_notice: Whether it may speak of a story under another id: a post that was taken down is itself.
    """

    kind: str
    reason: str
    final: bool = False
    recalls: bool = False
    is_notice: bool = False


_DRAFT = State("draft", "it is a draft")
_WAITING = State("draft", "it waits for its editor")
_SCHEDULED = State("scheduled", "it is to be published later")
_PRIVATE = State("private", "it is private")
_PROTECTED = State("private", "only who has its password may read it")
_TRASHED = State("trashed", "its publisher deleted it", recalls=True)
_UNPUBLISHED = State("unpublished", "its publisher took it down", recalls=True)
_WITHHELD = State("withheld", "its publisher withholds it", recalls=True)
_CANCELED = State("canceled", "its publisher canceled it", final=True, recalls=True, is_notice=True)
_RETRACTED = State("canceled", "its publisher retracted it", final=True, recalls=True)
EMBARGOED = State("embargoed", "it is under an embargo that names no end")

_STATES_BY_NAME = {
    **{"draft": _DRAFT, "waiting": _WAITING, "scheduled": _SCHEDULED, "private": _PRIVATE},
    **{"protected": _PROTECTED, "trashed": _TRASHED, "unpublished": _UNPUBLISHED, "withheld": _WITHHELD},
    **{"canceled": _CANCELED, "retracted": _RETRACTED, "embargoed": EMBARGOED},
}
_STATES = {
    status: _STATES_BY_NAME[name]
    for name, all_of in table_in(__file__, "states").items()
    for status in all_of
}
# By which systems call the same: "publishStatus", "publish_status" and "Publish status" are one name.
_STATUS_NAMES = (
    "pubstatus status poststatus publicationstatus publishstatus creativeworkstatus publishingstatus "
    "articlestatus contentstatus entrystatus managementstatus visibility state workflowstate moderationstate "
    "reviewstatus approvalstatus editorialstatus legalstatus storystatus itemstatus pagestatus "
    "workflowstatus workflowstage workflowstep publishstate publishingstate publicationstate contentstate "
    "estado estatus statut état stato stan durum статус состояние 状态 狀態 ステータス 公開状態 상태 الحالة"
).split()
# Drupal, Directus and Contentful show nobody what they call so; a page that is open to all and
# calls itself archived is only old.
_ARCHIVED = frozenset({"archived", "archive", "archivé", "archiviert", "archivado"})
_OF_OPEN_PAGES = "creativeworkstatus"
# What a field says by its name alone: some tables have it as a yes or no.
_IF_YES = {
    **dict.fromkeys(("draft", "isdraft"), _DRAFT),
    **dict.fromkeys(("private", "isprivate", "hidden", "ishidden", "confidential"), _PRIVATE),
    **dict.fromkeys(("deleted", "isdeleted", "trashed", "istrashed"), _TRASHED),
    **dict.fromkeys(("unpublished", "isunpublished"), _UNPUBLISHED),
    **dict.fromkeys(("spiked", "isspiked", "withheld", "iswithheld", "onhold"), _WITHHELD),
    **dict.fromkeys(("donotpublish", "notforpublication", "markedfornotpublication"), _WITHHELD),
    **dict.fromkeys(("retracted", "isretracted", "retraction", "withdrawn", "iswithdrawn"), _RETRACTED),
    **dict.fromkeys(("killed", "iskilled"), _RETRACTED),
    **dict.fromkeys(("embargoed", "embargo"), EMBARGOED),
}
# A day under one of these names says when it was published; only a plain "no" says that it was not. Drupal
# has the yes or no as its status.
_IF_NO = (
    "published ispublished publish islive public ispublic visible isvisible status enabled isenabled active "
    "isactive approved isapproved veröffentlicht freigegeben publicado publicada publié pubblicato "
    "gepubliceerd publicerad publisert udgivet opublikowano опубликовано"
).split()
# A day there is that of its end, whatever form it has; without one it is still there.
_WHEN_ENDED = {
    **dict.fromkeys(("deletedat", "deletedon", "datedeleted", "deletiondate", "trashedat"), _TRASHED),
    **dict.fromkeys(("unpublishedat", "unpublishedon", "removedat", "takendownat"), _UNPUBLISHED),
    **dict.fromkeys(("withdrawnat", "withdrawnon", "retractedat", "retractedon", "killedat"), _RETRACTED),
}
# Objects in which systems keep such fields together, and what the name of a state is called in its own.
_TOGETHER = frozenset("flags workflow meta publishing additionalproperties system".split())
_NAME_OF_STATE = ("name", "value", "slug", "key", "label", "code", "id", "state", "status")
_OF_WAGTAIL = ("draft_title", "has_unpublished_changes", "go_live_at", "first_published_at", "detail_url")
_SOME_DAY = re.compile(r"[1-9]")
# Where ninjs says why an item must wait; without a day beside it nobody knows until when.
_WHY_EMBARGOED = "embargoedreason"
_YES = frozenset("true yes y 1 on x ✓ ✔ ☑ ja oui sí si sì sim да tak evet はい 是".split())
_NO = frozenset("false no n 0 off nein non não nee nej nei нет nie hayır いいえ 否".split())
# The states in which WordPress shows a post; plugins for newsrooms add others before them ("pitch").
_SHOWN = frozenset({"", "publish", "inherit"})
# "Pending approval", "Ready for the editor", "Not yet published".
_MOST_STATES = 5
_WAITS = re.compile(r"(?:pending|awaiting|waiting)\b|(?:needs?|ready (?:for|to)|not yet|to be) ")
# "Draft - for Ann", "Killed (legal)", "KILLED by legal", "Draft v2", "On hold until Monday".
_REMARK = re.compile(r"\s+(?:[-–—(\d]|(?:by|at|on|until|till|pending|for|per|as|because|v\d+)\b)|[,;.!]")
# How WordPress puts it, in English and in the languages that it is most used in.
_LOCKED_TITLE = re.compile(
    r"\s*(?:protected|geschützt|protégé|protegido|protetto|beveiligd|beschermd)\s?:", re.I
)
_ASKS_PASSWORD = any_pattern(
    "this is a protected post",
    "content is password.protected",
    "enter your password",
    "geschützter beitrag",
    "passwortgeschützt",
    "protégé par (?:un )?mot de passe",
    "publication protégée",
    "protegid[ao] (?:con|por) (?:contraseña|senha)",
    "entrada protegida",
    "protetto da password",
    "met een wachtwoord beveiligd",
    "beveiligd(?: met een)? wachtwoord",
)
_PASSWORD_FORM = re.compile(r"<form[^<>]{0,500}wp-login\.php\?action=postpass", re.I)
POST_OF = "post_of"
"""The field of a row that names the system of a post whose status is of a closed list: `WORDPRESS`."""
WORDPRESS = "wordpress"


def state_named(status: str) -> State | None:
    """Return the state that a status names, None when that is published or unknown.

    It is a word in any case, or a code or address of one: ``stat:canceled``, ``http://.../canceled``.
    """
    word = status.strip().rpartition("/")[2].rpartition(":")[2].lower()
    words = (part.replace("_", " ").replace("-", " ") for part in (word, _REMARK.split(word, maxsplit=1)[0]))
    named = next(filter(None, map(_STATES.get, words)), None)
    return named or (_WAITING if _WAITS.match(re.sub("[_-]", " ", word)) else None)


def locked_state(*texts: str) -> State | None:
    """Return the state of a post whose texts only ask for its password, None for any other.

    WordPress says so in a feed: its headline begins with "Protected:", and the text is a notice or the form.
    """
    title, *others = texts
    is_locked = _LOCKED_TITLE.match(title) and any(map(_ASKS_PASSWORD.search, others))
    return _PROTECTED if is_locked or any(map(_PASSWORD_FORM.search, others)) else None


def state_of(row: Mapping[str, Any]) -> State | None:
    """Return why a row of fields is no published article, None when nothing says that it is not."""
    return next(_states_of(row), None)


def tells_state(name: str) -> bool:
    """Whether a field of this name says of a row if it is published."""
    known = (*_STATUS_NAMES, *_IF_YES, *_IF_NO, *_WHEN_ENDED, _WHY_EMBARGOED)
    return plain_name(name) in known


def _states_of(row: Mapping[str, Any]) -> Iterator[State]:
    values = _by_plain_names(row)
    yield from _named_states(values)
    for name, state in _IF_YES.items():
        if any(_is_yes(name, value) for value in values.get(name, ())):
            yield state
    for name, state in _WHEN_ENDED.items():
        if any(_SOME_DAY.search(str(value)) for value in values.get(name, ())):
            yield state
    if any(isinstance(why, str) and why.strip() for why in values.get(_WHY_EMBARGOED, ())):
        yield EMBARGOED
    if _is_draft_of_a_system(row):
        yield _DRAFT
    if any(_is_no(name, value) for name in _IF_NO for value in values.get(name, ())):
        yield _UNPUBLISHED
    status = str(row.get("status") or "").strip().lower()
    if row.get(POST_OF) == WORDPRESS and status not in _SHOWN:
        yield State("draft", f"its status {status[:40]!r} is not that of a published post")


def _by_plain_names(row: Mapping[str, Any]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for name, value in row.items():
        plain = plain_name(str(name))
        values.setdefault(plain, []).append(value)
        if plain in _TOGETHER and isinstance(value, Mapping):
            for inner, inside in value.items():
                values.setdefault(plain_name(str(inner)), []).append(inside)
    return values


def _words_of_state(value: Any) -> Iterator[str]:
    """The names of a state, which some systems have as an object or a list of one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (inside for name in _NAME_OF_STATE if isinstance(inside := value.get(name), str))
    elif isinstance(value, list):
        yield from (
            word for one in value[:_MOST_STATES] if not isinstance(one, list) for word in _words_of_state(one)
        )


def _named_states(values: Mapping[str, list[Any]]) -> Iterator[State]:
    for name in _STATUS_NAMES:
        for word in (word for value in values.get(name, ()) for word in _words_of_state(value)):
            if (state := state_named(word)) is not None:
                yield state
            elif name != _OF_OPEN_PAGES and word.strip().lower() in _ARCHIVED:
                yield _UNPUBLISHED


@lru_cache(maxsize=1_024)
def plain_name(name: str) -> str:
    """Return the letters of a field's name, small: "publishStatus" and "Publish status" are one."""
    return "".join(char for char in name.lower() if char.isalpha())


def _is_draft_of_a_system(row: Mapping[str, Any]) -> bool:
    """Whether Sanity names it so by its id, Arc by its revision, Strapi by a day, Hugo by what it makes.

    Elsewhere than in Wagtail what is not live is no live blog.
    """
    revision = row.get("revision")
    named = str(row.get("_id", "")).startswith("drafts.")
    named = named or (isinstance(revision, Mapping) and revision.get("published") is False)
    built = (row.get(name) for name in ("_build", "build"))
    named = named or any(isinstance(how, Mapping) and _is_unmade(how.get("render")) for how in built)
    named = named or (row.get("live") is False and any(name in _with_meta(row) for name in _OF_WAGTAIL))
    return named or ("createdAt" in row and "publishedAt" in row and row["publishedAt"] is None)


def _is_unmade(render: Any) -> bool:
    return str(render).strip().lower() == "never" or _flag(render) is False


def _with_meta(row: Mapping[str, Any]) -> frozenset[str]:
    """The names of a row's fields, with those that Wagtail's interface keeps apart."""
    meta = row.get("meta")
    return frozenset(row) | frozenset(meta if isinstance(meta, Mapping) else ())


def _is_yes(name: str, value: Any) -> bool:
    """Whether a field affirms what it is called; one who was killed is news."""
    return _flag(value) is True and not (name == "killed" and str(value).strip() == "1")


def _is_no(name: str, value: Any) -> bool:
    """Whether a field denies what it is called; a status of a single letter may be a code of anything."""
    return _flag(value) is False and (name != "status" or len(str(value)) > 1 or str(value) == "0")


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return True if word in _YES else False if word in _NO else None
