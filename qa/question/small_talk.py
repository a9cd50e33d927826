"""What is said in a conversation and asks nothing of the archive: thanks, a greeting, how this works."""

from __future__ import annotations

import re

from corpus.text.lexicon import any_pattern

_PRAISE = (
    r"(?:great|perfect|good|nice|cool|awesome|"
    r"(?:that|this|it)(?: is|[’']s)? (?:very |really )?(?:helps?|helpful|great|good|all))"
)
_THANKS = any_pattern(
    f"(?:ok(?:ay)?|{_PRAISE})?[,.! ]*(?:many |no )?(?:thanks?|thank you|thx|cheers)"
    f"(?: (?:a lot|very much|so much|again))?(?: for (?:your|the) (?:help|answer))?[,.! ]*{_PRAISE}?",
    "merci(?: beaucoup)?",
    "(?:vielen )?dank",
    "danke(?: sch[öo]n)?",
    "(?:muchas )?gracias",
    "(?:mille )?grazie",
    "(?:muito )?obrigad[oa]",
    "спасибо",
    "谢谢",
    "ありがとう",
    "شكرا",
)
_GREETING = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: there)?|how are you|"
    r"hola|bonjour|hallo|guten tag|ciao|ol[áa]|привет|你好",
    re.I,
)
_FAREWELL = re.compile(r"(?:good ?)?bye(?: bye)?|see you(?: later)?|good night", re.I)
_AGREEMENT = re.compile(
    rf"ok(?:ay)?|{_PRAISE}|i see|got it|understood|alright|all right|fine|wow|yes|yep|no|nope", re.I
)
_ABOUT = re.compile(
    r"help|(?:who|what) are you|what (?:can|do) you do|what (?:can|may|should) i ask(?: (?:you|here))?|"
    # Not "How does it work?", which may be asked of what the conversation is about.
    r"how do(?: you|es citedesk) work",
    re.I,
)

_REPLIES = (
    (_THANKS, "You are welcome. What else would you like to know?"),
    (_GREETING, "Hello. Ask something about the articles in this archive."),
    (_FAREWELL, "Goodbye."),
    (_AGREEMENT, "What else would you like to know?"),
    (
        _ABOUT,
        "Citedesk answers questions from the articles in this archive, with the exact words behind each "
        "answer. Ask who, what, when, where, why or how much, or for the timeline of something.",
    ),
)


def reply_to(text: str) -> str | None:
    """Return what to say to words that ask nothing; None for everything else, which is a question."""
    words = text.strip(" \t\r\n.!?…,")
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(words)), None)
