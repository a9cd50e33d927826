"""Texts that were kept with the head of the mail that they came by, such as releases."""

from __future__ import annotations

import re
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

# A line of a mailbox may stand above; the head has a subject, and who sent it or when.
_HEAD = re.compile(
    r"(?:From \S+ [^\n]{10,60}\n)?(?=(?:[A-Z][\w-]{1,30}: ?[^\n]*\n(?:[ \t][^\n]*\n){0,20}){2,60}\n)"
)
_HAS = tuple(re.compile(rf"^(?:{name}): ?\S", re.M) for name in ("Subject", "From|Date"))
_MOST_HEAD = 20_000


def mail_of(text: str) -> dict[str, Any] | None:
    """Return a text that begins with the head of a mail as a row, None for any other."""
    head = text[:_MOST_HEAD].partition("\n\n")[0]
    begins = _HEAD.match(text[:_MOST_HEAD])
    if begins is None or not all(has.search(head) for has in _HAS):
        return None
    mail = message_from_string(text[begins.end() :], _class=EmailMessage, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    sender = mail["From"].addresses if mail["From"] is not None else ()
    return {
        "id": mail["Message-ID"] and str(mail["Message-ID"]).strip("<> "),
        "title": str(mail["Subject"] or ""),
        "author": next((one.display_name for one in sender), ""),
        "published_at": str(mail["Date"] or ""),
        "body": body.get_content() if body is not None else "",
    }
