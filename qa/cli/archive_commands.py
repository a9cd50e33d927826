"""The commands for operators: what goes into an archive, what comes out, whether it is whole."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import InputError
from corpus.text.lexicon import count_of
from qa.cli import text
from qa.cli.command import Command, no_arguments, open_upkeep, output, say, show
from qa.cli.progress import LineProgress
from qa.settings import Settings

if TYPE_CHECKING:
    from index.catalogue.records import WorkReport

_MOST_WORKERS = 64
_FOLLOW = "also read what links in a folder lead to outside of it"


def _sync_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a folder, or the address of a feed or page"
    )
    parser.add_argument("--prune", action="store_true", help="also remove what has disappeared from PATH")
    parser.add_argument("--follow-links", action="store_true", help=_FOLLOW)
    parser.add_argument("--strict", action="store_true", help="exit with 1 when an article failed")


def _sync(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.upkeep import Upkeep

    with Upkeep.open(settings=settings) as upkeep, LineProgress("articles") as progress:
        report = upkeep.sync(
            arguments.paths,
            prune=arguments.prune,
            on_progress=progress.of_sync,
            follow_links=arguments.follow_links,
        )
    output(arguments, report.to_dict(), text.sync_text(report))
    return 1 if arguments.strict and report.failed else 0


def _watch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="as for sync")
    _watch_options(parser)


def _watch_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prune", action="store_true", help="also remove what disappears from PATH")
    parser.add_argument("--follow-links", action="store_true", help=_FOLLOW)
    parser.add_argument(
        "--every", type=_seconds, default=300.0, metavar="SECONDS", help="how often feeds are fetched"
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds >= 1:
        raise argparse.ArgumentTypeError("write 1 or more")
    return seconds


def _watch(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.upkeep import Upkeep

    with Upkeep.open(settings=settings) as upkeep:
        options = {"prune": arguments.prune, "every_s": arguments.every}
        for event in upkeep.watch(arguments.paths, follow_links=arguments.follow_links, **options):
            output(arguments, event.to_dict(), text.watch_text(event))
    return 0


def _ingest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="to be watched, as for watch")
    _watch_options(parser)
    embedding = parser.add_mutually_exclusive_group()
    embedding.add_argument(
        "--workers", type=_count, default=0, metavar="N", help="also start N workers on this machine"
    )
    embedding.add_argument(
        "--worker", action="store_true", help="only embed, for whoever takes in on this or another machine"
    )
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"write 0 to {_MOST_WORKERS}")
    return count


def _ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if arguments.worker:
        return _embed(arguments, settings, stop)
    from qa.intake.ingester import Ingester, Watched
    from qa.intake.worker_processes import WorkerProcesses
    from qa.upkeep import Upkeep

    watched = Watched(arguments.paths, arguments.prune, arguments.every, arguments.follow_links)
    same = ["--data-dir", str(settings.data_dir), *(["--json"] if arguments.json else [])]
    with Upkeep.open(settings=settings) as upkeep, WorkerProcesses(arguments.workers, same):
        Ingester(upkeep, watched, partial(output, arguments)).run(stop)
    return 0


def _embed(arguments: argparse.Namespace, settings: Settings, stop: threading.Event) -> int:
    from qa.intake.embedding_worker import EmbeddingWorker

    if arguments.paths:
        raise InputError("A worker reads no articles itself", "Leave out the PATHs, or --worker.")
    EmbeddingWorker(settings.place(), partial(output, arguments), arguments.parent).run(stop)
    return 0


def _rebuild(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_upkeep(settings, to_rebuild=True) as upkeep, LineProgress("articles") as progress:
        report = upkeep.rebuild(on_progress=progress.of_sync)
    done = f"Indexed {_articles(report)} anew, in {count_of(report.chunks, 'chunk')}"
    return _output(arguments, report, f"{done}; searches use the new indexes now.")


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article_ids", nargs="+", metavar="ARTICLE_ID", help="as a search shows it")
    parser.add_argument(
        "--purge",
        action="store_true",
        help="also erase all traces of their texts from the disk, by a rebuild",
    )


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_upkeep(settings) as upkeep, LineProgress("articles") as progress:
        report = upkeep.remove(arguments.article_ids, purge=arguments.purge, on_progress=progress.of_sync)
    done = f"Removed {_articles(report)}." if report.articles else "They were removed before."
    if arguments.purge and settings.database_url:
        left = "No trace is left in tables and indexes; PostgreSQL's log and your dumps may have some."
    elif arguments.purge:
        left = "No trace of what was removed is left on the disk."
    else:
        left = "Their texts leave the disk with the next rebuild, or now with --purge."
    return _output(arguments, report, f"{done} They stay away until they are restored. {left}")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article_ids", nargs="+", metavar="ARTICLE_ID", help="as it was removed")


def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_upkeep(settings) as upkeep, LineProgress("articles") as progress:
        report = upkeep.restore(arguments.article_ids, on_progress=progress.of_sync)
    done = f"Restored {_articles(report)}."
    if others := len(set(arguments.article_ids)) - report.articles:
        done += (
            f" The text of {count_of(others, 'article')} was not waiting: it is in use already, or comes "
            "back with the next sync of where it came from."
        )
    return _output(arguments, report, done)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a .jsonl or .jsonl.gz file")


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    with open_upkeep(settings, to_rebuild=True) as upkeep:
        report = upkeep.export(arguments.path)
    done = f"Wrote {_articles(report)} with their versions to {arguments.path}"
    return _output(arguments, report, f"{done}; citedesk sync reads it.")


def _output(arguments: argparse.Namespace, report: WorkReport, done: str) -> int:
    return output(arguments, report.to_dict(), f"{done} ({report.seconds:.1f} s)")


def _articles(report: WorkReport) -> str:
    return count_of(report.articles, "article")


def _doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="first repair the indexes from the catalogue")


def _doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.backup.salvage import mend_catalogue

    # A damaged catalogue cannot be opened, or may not even exist.
    saved = mend_catalogue(settings.place()) if arguments.repair else ()
    with open_upkeep(settings, to_rebuild=True) as upkeep, LineProgress("articles") as progress:
        diagnosis = upkeep.doctor(repair=arguments.repair, on_progress=progress.of_sync)
    diagnosis = replace(diagnosis, repaired=saved + diagnosis.repaired)
    if arguments.json:
        show(diagnosis.to_dict())
    else:
        for done in diagnosis.repaired:
            say(f"repaired: {done}")
        for check in diagnosis.checks:
            say(f"{'ok   ' if check.ok else 'WRONG'} {check.name}: {check.detail}")
        if not diagnosis.ok and not arguments.repair:
            print("try: citedesk doctor --repair", file=sys.stderr)  # noqa: T201
    return 0 if diagnosis.ok else 1


OPERATING = (
    Command("sync", "Bring the archive up to date with files, folders and feeds.", _sync_arguments, _sync),
    Command("watch", "Sync PATHs, then follow their changes until stopped.", _watch_arguments, _watch),
    Command(
        "ingest",
        "Take in new articles, or stand by while another process does.",
        _ingest_arguments,
        _ingest,
    ),
    Command("remove", "Remove articles until they are restored.", _remove_arguments, _remove),
    Command("restore", "Restore removed articles.", _restore_arguments, _restore),
    Command("export", "Write all articles and their versions to a file.", _export_arguments, _export),
    Command("rebuild", "Build the indexes anew with the current settings.", no_arguments, _rebuild),
    Command("doctor", "Check whether the archive is intact, and repair it.", _doctor_arguments, _doctor),
)
