"""Where a PostgreSQL database is, for a catalogue that is not kept in the data folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
_DRIVER = "postgresql+psycopg"
_PASSWORD = re.compile(r"(?<=://)([^/?#\s@]*):[^?#\s]*@|(?<=\bpassword=)[^&\s]+", re.I)


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A database by its address, whose password neither `str` nor `repr` shows.

    Attributes:
        url: The address with its password.
    """

    url: URL = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the database of an address such as ``postgresql+psycopg://user:password@host:5432/name``.

        Raises:
            ValueError: It is not an address; the message quotes nothing of it, which may hold a password.
        """
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError):
            raise ValueError(_WANTED) from None
        if url.drivername not in _SCHEMES or not url.database:
            raise ValueError(_WANTED)
        return cls(url.set(drivername=_DRIVER))

    @property
    def name(self) -> str:
        """What it is called in messages: the database and its host, and nothing secret."""
        host = self.url.host or self.url.query.get("host")
        where = ", ".join(host) if isinstance(host, tuple) else host
        port = f":{self.url.port}" if self.url.host and self.url.port else ""
        return f"{self.url.database} on {where}{port}" if where else str(self.url.database)

    def without_password(self, text: str) -> str:
        """Return a text in which its password, where it stands in there, is ``***``."""
        password = self.url.password
        hidden = text.replace(str(password), "***") if password else text
        return _PASSWORD.sub(lambda match: f"{match[1]}:***@" if match[1] is not None else "***", hidden)

    def __str__(self) -> str:
        return self.name


_WANTED = "an address such as postgresql+psycopg://citedesk:PASSWORD@db.example:5432/citedesk is wanted"
