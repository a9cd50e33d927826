"""What is said in a conversation and asks nothing: thanks, a greeting, a farewell."""

from __future__ import annotations

import re

_THANKS = re.compile(
    r"(?:ok(?:ay)?|great|perfect)?[,.! ]*(?:many )?(?:thanks?|thank you|thx|cheers)"
    r"(?: (?:a lot|very much|so much|again))?",
    re.I,
)
_GREETING = re.compile(r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: there)?", re.I)
_FAREWELL = re.compile(r"(?:good ?)?bye(?: bye)?|see you(?: later)?|good night", re.I)
_AGREEMENT = re.compile(r"ok(?:ay)?|great|perfect|i see|got it|alright|all right|fine|wow", re.I)

_REPLIES = (
    (_THANKS, "You are welcome. What else would you like to know?"),
    (_GREETING, "Hello. Ask something about the articles in this archive."),
    (_FAREWELL, "Goodbye."),
    (_AGREEMENT, "What else would you like to know?"),
)


def reply_to(text: str) -> str | None:
    """Return what to say to words that ask nothing; None for everything else, which is a question.

    Args:
        text: What the person wrote.
    """
    words = text.strip(" \t\r\n.!…,")
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(words)), None)
