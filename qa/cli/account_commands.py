"""The commands about accounts and their programs' tokens."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from corpus.errors import InputError, SettingsError
from corpus.text.lexicon import count_of
from qa.cli.command import Command, output
from qa.settings import Settings


def _user_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser(
        "add", help="add one, or change its role and password; asks for the password, or reads a line of it"
    )
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=["reader", "operator"], required=True, help="operators change it")
    remove = actions.add_parser("remove", help="remove one with its tokens")
    remove.add_argument("name", metavar="NAME")
    actions.add_parser("list", help="show names and roles")


def _user(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.auth.accounts import Accounts

    document: dict[str, Any]
    accounts = Accounts(_users_file(settings))
    if arguments.action == "add":
        account = accounts.add(arguments.name, arguments.role, _password(arguments.name))
        document = {"name": account.name, "role": account.role}
        text = f"{account.name} is {account.role} now."
    elif arguments.action == "remove":
        accounts.remove(arguments.name)
        document, text = {"name": arguments.name, "role": None}, f"{arguments.name} is removed."
    else:
        everybody = accounts.all()
        listed = [{"name": account.name, "role": account.role} for account in everybody]
        text = "\n".join(f"{account.role:<9} {account.name}" for account in everybody) or "Nobody yet."
        document = {"users": listed}
    return output(arguments, document, text)


def _password(name: str) -> str:
    """Ask for a password twice on a terminal; elsewhere it is the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"Password for {name}: ")
    if getpass.getpass("Once more: ") != password:
        raise InputError("The two passwords differ", "Type the same one twice.")
    return password


def _token_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, summary in (
        ("add", "make one, which is shown this once"),
        ("revoke", "revoke all of an account's tokens"),
    ):
        actions.add_parser(action, help=summary).add_argument("name", metavar="NAME", help="the account")


def _token(arguments: argparse.Namespace, settings: Settings) -> int:
    from qa.auth.accounts import Accounts

    document: dict[str, Any]
    accounts = Accounts(_users_file(settings))
    if arguments.action == "add":
        token = accounts.add_token(arguments.name)
        document, text = {"name": arguments.name, "token": token}, token
    else:
        count = accounts.revoke_tokens(arguments.name)
        document, text = {"name": arguments.name, "revoked": count}, f"{count_of(count, 'token')} revoked."
    return output(arguments, document, text)


def _users_file(settings: Settings) -> Path:
    if settings.users_file is None:
        raise SettingsError(
            "There is no accounts file", "Set CITEDESK_USERS_FILE to a path, such as users.json."
        )
    return settings.users_file


ACCOUNTS = (
    Command("user", "Add, remove and list the accounts of USERS_FILE.", _user_arguments, _user),
    Command("token", "Create and revoke the tokens that programs send.", _token_arguments, _token),
)
