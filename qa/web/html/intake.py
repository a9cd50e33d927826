"""Bringing articles in, as HTML: where files are dropped, and what has become of each."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from corpus.text.lexicon import count_of
from index.registers.statements import Unnamed
from qa.intake.uploads import Job, Taken
from qa.web.html.rendering import rendered

_COUNTED = {
    "added": "added",
    "updated": "replaced by a new version",
    "metadata": "with a new date, outlet or link",
    "unchanged": "unchanged",
    "removed": "still removed",
    "duplicate": "given twice",
    "failed": "left out",
}


def drop_zone(number: str = "") -> Markup:
    """Return the place for files; uploads.js fills its list, anew when `number` is another one."""
    return rendered("archive/drop.html", number=number)


def job(current: Job | None) -> Markup | str:
    """Return how far the taking in of files is, and what became of each."""
    if current is None:
        return ""
    files = [{"file": file, "outcome": _outcome(file), "titles": _titles(file)} for file in current.files]
    return rendered("archive/job.html", job=current, status=_status(current), files=files)


def _status(job: Job) -> str:
    if job.ended:
        faulty = sum(1 for file in job.files if file.errors)
        errors = f", {faulty:,} of them with errors" if faulty and len(job.files) > 1 else ""
        return f"Done: {count_of(len(job.files), 'file')} in {job.seconds:.1f} s{errors}."
    if not any(file.begun for file in job.files):
        return "Waiting to be taken in…"
    name = job.files[min(job.done, len(job.files) - 1)].name
    return f"Reading {name}: {count_of(job.articles, 'article')} so far…"


def unnamed(total: int, articles: Sequence[Unnamed], saved: bool = False) -> Markup:
    """Return the articles that name no outlet or no day, of which an operator may say it.

    With `saved`, what was typed has just been stored, and the form is empty again.
    """
    return rendered("archive/unnamed.html", total=total, articles=articles, saved=saved)


def _titles(file: Taken) -> list[tuple[str, str]]:
    return [(title, _COUNTED[kind]) for title, kind in file.results]


def _outcome(file: Taken) -> str:
    """What has become of a file's articles, in a few words."""
    if not (file.begun or file.ended):
        return "waiting"
    counts = {kind: file.counts[kind] for kind in _COUNTED if file.counts[kind]}
    if sum(counts.values()) == 1 and not file.left_out:
        return _COUNTED[next(iter(counts))]
    parts = [f"{count:,} {_COUNTED[kind]}" for kind, count in counts.items()]
    parts += [f"{count:,} × {kind}, skipped" for kind, count in sorted(file.left_out.items())]
    if parts:
        return ", ".join(parts)
    return "no articles in it" if file.ended else "being read…"
