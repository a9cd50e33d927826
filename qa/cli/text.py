"""What commands print for people."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.ingest.sync_report import SyncReport
    from index.ingest.watch import WatchEvent
    from index.search.pipeline import SearchResult
    from qa.answer.model import Answer
    from qa.status import Status

_WIDTH = 96
_MOST_ERRORS = 50


def sync_text(report: SyncReport) -> str:
    """Return what a sync did, with the articles that were left out."""
    counts = [
        f"{value:,} {name}"
        for name in ("added", "updated", "unchanged", "duplicate", "removed", "failed")
        if (value := getattr(report, name))
    ]
    lines = [f"{', '.join(counts) or 'Nothing to do'} in {report.seconds:.1f} s."]
    if report.left_out:
        lines.append(f"  Left out: {', '.join(_left_out(report))}.")
    for error in report.errors[:_MOST_ERRORS]:
        place = f"{error.path}:{error.line}" if error.line else error.path
        lines.append(f"  {place}: {error.error}")
    if (more := len(report.errors) + report.unlisted - _MOST_ERRORS) > 0:
        lines.append(f"  and {more:,} more; --json lists the first thousand.")
    return "\n".join(lines)


def _left_out(report: SyncReport) -> Iterator[str]:
    """Each kind of what was left out: its count, and a few examples."""
    for kind, count in sorted(report.left_out.items()):
        examples = report.examples.get(kind)
        yield f"{count:,} × {kind}" + (f" ({' '.join(examples)})" if examples else "")


def watch_text(event: WatchEvent) -> str:
    """Return what a watch did, in one line or with the articles that were left out."""
    if event.error is not None:
        return f"{event.path}: {event.error.message}. {event.error.hint}"
    if event.report is None:
        return "Watching for changes; end it with Ctrl-C."
    return f"{event.path}: {sync_text(event.report)}"


def answer_text(answer: Answer) -> str:
    """Return an answer with its sources, or the nearest headlines when there is none."""
    from qa.answer.model import UNSURE

    days = {row.marker: f"{row.day}{f' {row.value}' if row.value else ''}: " for row in answer.timeline}
    lines = [
        _wrapped(f"{days.get(sentence.markers[0], '')}{sentence.text}") for sentence in answer.sentences
    ] or [answer.text]
    if answer.direct:
        lines = [_wrapped(f"{answer.direct.text} [{answer.direct.marker}]"), "", *lines]
    if answer.status == "unsure":
        lines = [UNSURE, "", *lines]
    if answer.citations:
        lines.append("")
    for citation in answer.citations:
        origin = _origin(citation.source, citation.published_at, citation.corrected_at)
        lines.append(_wrapped(f"[{citation.marker}] {citation.title}{origin}", "    "))
        lines.append(
            f"    {citation.article_id}, version {citation.version}, {citation.field} "
            f"{citation.start}-{citation.end}"
        )
    if answer.nearest:
        lines.append("Nearest in the archive:")
        lines += [f"  {near.title}{_origin(near.source, near.published_at)}" for near in answer.nearest]
    # Notices qualify the answer, so they come first.
    notes = [_wrapped(f"Note: {notice}", "    ") for notice in answer.notices]
    return "\n".join([*notes, *([""] if notes else []), *lines])


def search_text(result: SearchResult) -> str:
    """Return the hits of a search, best first."""
    lines = []
    for hit in result.hits:
        lines.append(f"{hit.rank:>3}. {hit.title}{_origin(hit.source, hit.published_at)}  {hit.score:.3f}")
        lines.append(textwrap.indent(_wrapped(textwrap.shorten(hit.text, 300, placeholder=" ...")), "     "))
    lines += [f"Note: {notice}" for notice in result.notices]
    return "\n".join(lines) or "Nothing was found."


def status_text(status: Status) -> str:
    """Return what an archive holds."""
    described = status.to_dict()
    span = f"{described['first_published']} to {described['last_published']}"
    sources = ", ".join(f"{name or '(unknown)'} {count:,}" for name, count in described["sources"].items())
    size = sum(described["bytes"].values()) / 1e6
    last = described["last_sync"]
    rows = {
        "articles": f"{described['articles']:,} in {described['stories']:,} stories, "
        f"{described['versions']:,} versions, {described['chunks']:,} chunks",
        "published": span if described["first_published"] else "no dates",
        "sources": sources or "none",
        "languages": _languages(described),
        "embedding model": f"{described['embedding_model']} (fingerprint {described['fingerprint']})",
        "language model": described["llm"] or "none: answers are quotes",
        "on disk": f"{size:.1f} MB, {described['bytes']['backup'] / 1e6:.1f} MB of it the backup",
        "last sync": f"{last['finished_at']} of {', '.join(last['paths'])}" if last else "never",
    }
    if described["expired"]:
        rows["expired"] = (
            f"{described['expired']:,}, the last on {described['last_expired'][:10]}: not found; "
            "KEEP_EXPIRED=true shows them"
        )
    lines = [f"{name + ':':<17}{value}" for name, value in rows.items()]
    return "\n".join(lines + [f"{'log:':<17}{_entry(entry)}" for entry in described["log"]])


def _languages(described: Mapping[str, Any]) -> str:
    spoken = ", ".join(f"{code or '(unknown)'} {count:,}" for code, count in described["languages"].items())
    strange = described["language_unknown_to_model"]
    warning = f"; {strange:,} in a language that the embedding model does not know" if strange else ""
    return (spoken or "none") + warning


def _entry(entry: Mapping[str, Any]) -> str:
    what = ", ".join(map(str, entry.get("article_ids", [])))
    reason = f" ({entry['reason']})" if entry.get("reason") else ""
    return f"{entry['at']} {entry['by']}: {entry['action']} {what}{reason}".rstrip()


def _origin(source: str | None, published_at: Any, corrected_at: Any = None) -> str:
    day = f"{published_at:%Y-%m-%d}" if published_at else ""
    corrected = f"corrected {corrected_at:%Y-%m-%d}" if corrected_at else ""
    parts = ", ".join(part for part in (source, day, corrected) if part)
    return f" ({parts})" if parts else ""


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, subsequent_indent=indent)
