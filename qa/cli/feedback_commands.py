"""The command for readers' feedback on answers."""

from __future__ import annotations

import argparse

from qa.cli.command import Command, open_upkeep, show
from qa.settings import Settings


def _feedback_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("export", help="print each as a line of JSON, with question, answer and evidence")


def _feedback(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.registers.feedback import each_feedback

    with open_upkeep(settings, to_rebuild=True) as upkeep:
        for feedback in each_feedback(upkeep.archive.catalogue):
            show(feedback.to_dict())
    return 0


FEEDBACK = (Command("feedback", "Print readers' feedback on answers.", _feedback_arguments, _feedback),)
