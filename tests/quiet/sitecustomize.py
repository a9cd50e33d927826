"""On a child's PYTHONPATH: writes every name and address that its Python asks the system for to a file."""

import os
import sys

_ASKS = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
}
_INET = {2, 10, 30}  # AF_INET, and AF_INET6 of Linux and of macOS.


def _note(event: str, args: tuple[object, ...]) -> None:
    if event not in _ASKS:
        return
    asked = args[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else args
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        if int(getattr(args[0], "family", 0)) not in _INET:
            return
    name = asked[0] if isinstance(asked, tuple) else asked
    with open(os.environ["WATCHED_SOCKETS"], "a", encoding="utf-8") as file:
        file.write(f"{event} {name}\n")


if "WATCHED_SOCKETS" in os.environ:
    sys.addaudithook(_note)
