"""Tries of passwords, so that all servers of an archive count them together."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, select

from index.catalogue import schema as t
from index.catalogue.reads import Catalogue


def count_try(catalogue: Catalogue, limits: Mapping[str, int], window_ms: int) -> bool:
    """Count a try and return whether it may be made; one that may not be made is not counted.

    Args:
        catalogue: Of the archive.
        limits: How many tries there may be, by what is counted: whose, from where. Only a hash of it is kept.
        window_ms: How long a try counts, in milliseconds.

    Raises:
        ArchiveError: The catalogue cannot be written.
    """
    most = {_digest(key): limit for key, limit in limits.items()}
    now = catalogue.now_ms()
    with catalogue.writing() as connection:  # One at a time, so that simultaneous tries are all counted.
        connection.execute(delete(t.login_try).where(t.login_try.c.made_ms <= now - window_ms))
        counted = select(t.login_try.c.key, func.count()).where(t.login_try.c.key.in_(most))
        rows = connection.execute(counted.group_by(t.login_try.c.key)).all()
        if any(count >= most[key] for key, count in rows):
            return False
        name = secrets.token_urlsafe(12)
        made = [{"key": key, "made_ms": now, "name": name} for key in most]
        connection.execute(t.login_try.insert(), made)
    return True


def forget_try(catalogue: Catalogue, keys: Iterable[str]) -> None:
    """Take the last try of each key back, whose password was right.

    Raises:
        ArchiveError: The catalogue cannot be written.
    """
    with catalogue.writing() as connection:
        for key in map(_digest, keys):
            last = select(t.login_try.c.made_ms, t.login_try.c.name).where(t.login_try.c.key == key)
            row = connection.execute(last.order_by(t.login_try.c.made_ms.desc()).limit(1)).first()
            if row is not None:
                same = (t.login_try.c.key == key, t.login_try.c.name == row.name)
                connection.execute(delete(t.login_try).where(*same))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
