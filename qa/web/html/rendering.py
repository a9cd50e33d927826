"""The page's templates: whatever is put into one is text, unless it was made by one."""

from __future__ import annotations

from datetime import UTC, datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from corpus.text.dates import day_in_words

_TEMPLATES = Environment(
    loader=PackageLoader("qa.web.html"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # Else each of a page's hundred parts looks at its file.
    undefined=StrictUndefined,
)


def moment_in_words(moment: datetime) -> str:
    """Return a moment as the page writes it: 12 December 2024, 09:30 UTC."""
    moment = moment.astimezone(UTC)
    return f"{day_in_words(moment)}, {moment:%H:%M} UTC"


def rendered(name: str, **values: object) -> Markup:
    """Return the template `name` of the folder templates, filled; every plain string in it is escaped."""
    return Markup(_TEMPLATES.get_template(name).render(values))


_TEMPLATES.filters["day"] = day_in_words
