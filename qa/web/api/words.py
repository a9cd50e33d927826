"""Words as programs send them in JSON, which can write down half a character."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        told = "It holds half a character ({half}), which is no text"
        raise PydanticCustomError(
            "half_a_character", told, {"half": ascii(text[error.start])[1:-1]}
        ) from None
    return text


Words = Annotated[str, AfterValidator(_whole)]
"""Text that can be searched, logged and answered with: no half of a surrogate pair is in it."""
