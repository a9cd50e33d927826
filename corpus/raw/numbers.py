"""Numbers of thousands of digits, which Python does not convert (4,300 at most): it takes too long."""

from __future__ import annotations

import math

_OF_PYTHON = "set_int_max_str_digits"


def integer(digits: str) -> float:
    """Return an integer of JSON, an `int` where it can be one: infinite with too many digits."""
    try:
        return int(digits)
    except ValueError:
        return -math.inf if digits.startswith("-") else math.inf


def reason(error: Exception) -> str:
    """Return what an error says, in people's words where it is of a number's digits."""
    return "it has a number of too many digits" if _OF_PYTHON in str(error) else str(error)
