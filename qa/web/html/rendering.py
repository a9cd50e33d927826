"""The page's templates: whatever is put into one is text, unless it was made by one."""

from __future__ import annotations

from datetime import UTC, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATES = Environment(
    loader=PackageLoader("qa.web.html"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def rendered(name: str, **values: object) -> Markup:
    """Return the template `name` of the folder templates, filled; every plain string in it is escaped."""
    return Markup(_TEMPLATES.get_template(name).render(values))


def day_in_words(moment: datetime) -> str:
    """Return a day, UTC, in the one form that the page has for them: 12 December 2024."""
    day = moment.astimezone(UTC)
    return f"{day.day} {day:%B %Y}"


_TEMPLATES.filters["day"] = day_in_words
