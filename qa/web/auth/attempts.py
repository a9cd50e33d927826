"""How often a password may be guessed."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial

from anyio import CapacityLimiter, move_on_after, to_thread

from corpus.errors import CitedeskError
from index.catalogue.reads import Catalogue
from index.registers.login_tries import count_try, forget_try
from qa.auth.accounts import can_be_name

BY_NAME, BY_ADDRESS = 5, 50
"""How many wrong passwords an address may give for one name, and for all names, in `WINDOW_S`."""
WINDOW_S = 300
_MOST_KEYS = 10_000
# A catalogue that is being written to by others is waited for so long; no more threads than these wait.
_PATIENCE_S, _MOST_COUNTING = 3.0, 4
_LOG = logging.getLogger(__name__)

_Key = tuple[str, str | None]


class Attempts:
    """Counts tries by address and name, for one process. A try is counted before the password is looked at.

    So tries that come side by side are as many as tries one after another. What is kept is bounded: names
    that no account can have count as one name, and the key that was used longest ago makes way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tries: OrderedDict[_Key, deque[float]] = OrderedDict()

    def reserve(self, address: str, name: str) -> bool:
        """Count a try and return whether it may be made; one that may not be made is not counted."""
        now = time.monotonic()
        with self._lock:
            limits = [(key, self._recent(key, now), most) for key, most in _keys(address, name)]
            if any(len(tries) >= most for _, tries, most in limits):
                return False
            for key, tries, _ in limits:
                tries.append(now)
                self._tries[key] = tries
                self._tries.move_to_end(key)
            while len(self._tries) > _MOST_KEYS:
                self._tries.popitem(last=False)
        return True

    def release(self, address: str, name: str) -> None:
        """Take a try back whose password was right."""
        with self._lock:
            for key, _ in _keys(address, name):
                if tries := self._tries.get(key):
                    tries.pop()

    def _recent(self, key: _Key, now: float) -> deque[float]:
        """The tries of a key that count; nothing is kept of one that may not be made."""
        tries = self._tries.get(key) or deque()
        while tries and now - tries[0] >= WINDOW_S:
            tries.popleft()
        return tries

    def __len__(self) -> int:
        return len(self._tries)


class SharedAttempts:
    """Counts tries for all servers of an archive; for this one where the catalogue answers late."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._own = Attempts()
        self._counting = CapacityLimiter(_MOST_COUNTING)

    async def reserve(self, address: str, name: str) -> bool:
        """Count a try and return whether it may be made; one that may not be made is not counted."""
        if not self._own.reserve(address, name):
            return False
        limits = {_written(key): most for key, most in _keys(address, name)}
        if await self._asked(partial(count_try, self._catalogue, limits, WINDOW_S * 1000)) is not False:
            return True
        self._own.release(address, name)
        return False

    async def release(self, address: str, name: str) -> None:
        """Take a try back whose password was right."""
        self._own.release(address, name)
        keys = [_written(key) for key, _ in _keys(address, name)]
        await self._asked(partial(forget_try, self._catalogue, keys))

    async def _asked(self, work: Callable[[], bool | None]) -> bool | None:
        """What the catalogue says; None where it says nothing in time: then this process counts alone."""
        with move_on_after(_PATIENCE_S):
            try:
                return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._counting)
            except CitedeskError as error:
                _LOG.debug("%s", error)
        return None


def _written(key: _Key) -> str:
    return "\0".join(part for part in key if part is not None)


def _keys(address: str, name: str) -> list[tuple[_Key, int]]:
    network = _network(address)
    return [((network, name if can_be_name(name) else ""), BY_NAME), ((network, None), BY_ADDRESS)]


def _network(address: str) -> str:
    """An address as it is counted: of IPv6 the first half, as one connection has all of the second."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if parsed.version == 4:
        return str(parsed)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
