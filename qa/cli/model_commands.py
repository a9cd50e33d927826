"""The command for language models that can be fetched by name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from qa.cli.command import Command, output
from qa.cli.progress import LineProgress
from qa.models.known_models import KnownModel, ListedModel, ModelList, find_model, is_here, known_models
from qa.settings import Settings


def _model_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    every = [
        actions.add_parser("list", help="show those that can be fetched, and which are here"),
        actions.add_parser("get", help="fetch one, or continue an interrupted fetch, and check it"),
        actions.add_parser("remove", help="delete one from this machine"),
    ]
    for action in every:
        # Without a default of its own, so that --json before the action works too.
        action.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON on standard output"
        )
    for action in every[1:]:
        action.add_argument("name", metavar="NAME", help="as citedesk model list shows it")


def _model(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.models.store import fetch_model, remove_model

    if arguments.action == "list":
        return _output(arguments, settings, known_models(), _table(settings))
    model = find_model(arguments.name)
    if arguments.action == "get":
        with LineProgress("MB") as progress:
            file = fetch_model(model, settings.cache_dir, progress.line, progress.of_bytes)
        done = f"{model.name} is here and whole: {file}. It writes with CITEDESK_MODEL={model.name}."
    elif remove_model(model, settings.cache_dir):
        done = f"{model.name} is removed."
    else:
        done = f"{model.name} was not here."
    return _output(arguments, settings, [model], done)


def _output(
    arguments: argparse.Namespace, settings: Settings, models: Sequence[KnownModel], text: str
) -> int:
    listed = ModelList(models=tuple(_listed(model, settings) for model in models))
    return output(arguments, listed.model_dump(mode="json"), text)


def _listed(model: KnownModel, settings: Settings) -> ListedModel:
    return ListedModel(
        name=model.name,
        licence=model.licence,
        bytes=model.bytes,
        sha256=model.sha256,
        here=is_here(model, settings.cache_dir),
    )


def _table(settings: Settings) -> str:
    width = max(len(model.name) for model in known_models())
    return "\n".join(
        f"{model.name:<{width}}  {model.bytes / 1e6:>6,.0f} MB  {model.licence:<12} "
        f"{'here' if is_here(model, settings.cache_dir) else 'citedesk model get ' + model.name}"
        for model in known_models()
    )


MODELS = (Command("model", "List, fetch and remove language models.", _model_arguments, _model),)
