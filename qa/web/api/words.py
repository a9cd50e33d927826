"""Words as programs send them in JSON, which can write down half a character."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = ascii(text[error.start])[1:-1]
        raise ValueError(f"It holds half a character ({half}), which is not text") from None
    return text


Words = Annotated[str, AfterValidator(_whole)]
"""Text that can be searched, logged and answered with: no half of a surrogate pair is in it."""
