"""Front matter above an article's text: YAML between ``---`` lines, TOML between ``+++``, JSON, or lines.

Lines alone, "Title: ...", are those of Pelican and MultiMarkdown.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

import yaml

from corpus.errors import ArticleError
from corpus.raw.numbers import integer, reason

# What YAML calls no value, where it stands without quotation marks.
_NOTHING = frozenset({"null", "Null", "NULL", "~"})
_MOST_CHARACTERS = 64 * 1024
_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.S)
# As Eleventy and gray-matter name the language behind the marks.
_NAMED = re.compile(r"\A---[ \t]*(json|toml|yaml)[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_JSON = re.compile(r"\A\{[ \t]*(?:\n|\"[^\n]{0,60000}\}[ \t]*(?:\n|\Z))")
_LINES = re.compile(r"\A(?:Title|Headline):[ \t]+[^\n]+\n(?:[A-Z][a-z_]{1,30}:[ \t]*[^\n]*\n){1,30}[ \t]*\n")
# "title: Dues: a rise" is not valid YAML, but its meaning is clear.
_PLAIN_LINE = re.compile(r"^(\w[\w-]*):[ \t]+([^\s|>#][^\n]*?)[ \t]*$", re.M)
_MARKS_OF_YAML = "'\"[{&*!%@`"
_OF_CUSTOMS = ("extra", "params")
_SPACED_ZONE = re.compile(r"(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) +([+-]\d{2}:?\d{2}|Z)")


def front_matter(text: str, path: str) -> tuple[dict[str, Any], str]:
    """Return the fields above a text and the text below them; without front matter no fields.

    Every YAML value is a text, a list or nested fields: "No" is a word and 1984 a title.

    Raises:
        ArticleError: It cannot be read, is longer than 64 KB, or has no fields.
    """
    text = _with_usual_marks(text)
    fields, rest = labelled_lines(text)
    return (fields, rest) if fields else _between_marks(text, path)


def labelled_lines(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields of the lines above a text, the first of them "Title: ...", and what stands below.

    An empty line ends them. Without such lines there are no fields.
    """
    lines = _LINES.match(text)
    return (_of_lines(lines[0]), text[lines.end() :]) if lines else ({}, text)


def _with_usual_marks(text: str) -> str:
    """The text with the marks of its front matter's language, where behind the first mark that is named."""
    named = _NAMED.match(text)
    if named is None:
        return text
    before, behind = {"json": ("", ""), "toml": ("+++\n", "\n+++"), "yaml": ("---\n", "\n---")}[named[1]]
    return f"{before}{named[2].strip()}{behind}\n{text[named.end() :]}"


def _between_marks(text: str, path: str) -> tuple[dict[str, Any], str]:
    match = _YAML.match(text) or _TOML.match(text)
    if match is None and not _JSON.match(text):
        return {}, text
    source = match.group(1) if match else text[: _MOST_CHARACTERS + 1]
    if match and len(source) > _MOST_CHARACTERS:
        raise _too_long(path)
    end = match.end() if match else 0
    try:
        if match is None:
            front, end = json.JSONDecoder(parse_int=integer).raw_decode(source)
        else:
            front = tomllib.loads(source) if text.startswith("+++") else _of_yaml(source)
    except RecursionError:
        raise ArticleError("The front matter is nested too deeply", path, 2) from None
    except json.JSONDecodeError as error:
        if len(source) > _MOST_CHARACTERS:
            raise _too_long(path) from None
        raise ArticleError(f"The front matter cannot be read: {error.msg}", path, error.lineno) from None
    except ValueError as error:  # A day that no month has, a number of thousands of digits.
        raise ArticleError(f"The front matter cannot be read: {reason(error)}", path, 2) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        line = mark.line + 2 if mark else None
        raise ArticleError(f"The front matter cannot be read: {problem}", path, line) from None
    if not isinstance(front, dict):
        raise ArticleError("The front matter has no fields", path, 2, 'Write it as "title: ..." lines.')
    return {name: _plain(value) for name, value in _with_own(front).items()}, text[end:]


def _of_lines(head: str) -> dict[str, Any]:
    pairs = (line.partition(":") for line in head.split("\n") if line.strip())
    return {name.lower(): _plain(value.strip()) for name, _, value in pairs}


def _too_long(path: str) -> ArticleError:
    return ArticleError(
        f"The front matter is longer than {_MOST_CHARACTERS // 1024} KB",
        path,
        None,
        "Keep the fields between the --- or +++ lines or in {}, and the text below them.",
    )


def _of_yaml(source: str) -> Any:
    try:
        return yaml.load(source, _Texts) or {}
    except yaml.YAMLError:
        quoted = _PLAIN_LINE.sub(_quoted, source)
        if quoted == source:
            raise
        return yaml.load(quoted, _Texts) or {}


def _quoted(line: re.Match[str]) -> str:
    """A line whose value means more to YAML than to who wrote it: "Dues: a rise", "@hask sinks"."""
    name, value = line.groups()
    is_cut = value[0] in "'\"" and value[-1] != value[0]
    if not (value[0] in "@`%" or is_cut or (value[0] not in _MARKS_OF_YAML and ": " in value)):
        return line.group()
    return f"{name}: '{value.replace(chr(39), chr(39) * 2)}'"


class _Texts(yaml.BaseLoader):  # type: ignore[misc]
    """Reads only texts, and no aliases: with those a few hundred bytes can expand beyond any memory."""

    def construct_scalar(self, node: Any) -> str:
        is_nothing = not node.style and node.value in _NOTHING
        return "" if is_nothing else str(super().construct_scalar(node))

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "it repeats a value by an alias (*name)", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)


def _with_own(front: dict[str, Any]) -> dict[str, Any]:
    """All fields; custom ones, such as an author, stand under `params` for Hugo and `extra` for Zola."""
    customs = [own for name in _OF_CUSTOMS if isinstance(own := front.pop(name, None), dict)]
    return {name: value for fields in (*customs, front) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return _SPACED_ZONE.sub(r"\1\2", value) if isinstance(value, str) and len(value) < 64 else value
