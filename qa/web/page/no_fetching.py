"""Gradio fetches addresses for whoever sends it one; here it fetches none."""

from __future__ import annotations

from typing import Any, NoReturn

import safehttpx


def forbid_fetching() -> None:
    """Have every fetch that Gradio would make for a client fail, before a name is looked up.

    It takes an address in the place of a file in any event. A name that the system does not know, or that
    leads inside the local network, it looks up at a public name server. Only an operator's `sync` fetches,
    and that by `corpus.fetch.http`.
    """
    safehttpx.get = _refuse
    safehttpx.async_validate_url = _refuse


async def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise ValueError("This server fetches no addresses for those who use it")
