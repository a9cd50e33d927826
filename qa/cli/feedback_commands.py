"""The command about what readers said of answers."""

from __future__ import annotations

import argparse

from qa.cli.command import Command, check_archive, show
from qa.settings import Settings


def _feedback_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("export", help="print each as a line of JSON, with question, answer and evidence")


def _feedback(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.registers.feedback import each_feedback
    from qa.desk import Desk

    check_archive(settings)
    with Desk.open(settings=settings, to_rebuild=True) as desk:
        for feedback in each_feedback(desk.archive.catalogue):
            show(feedback.to_dict())
    return 0


FEEDBACK = (Command("feedback", "Print what readers said of answers.", _feedback_arguments, _feedback),)
