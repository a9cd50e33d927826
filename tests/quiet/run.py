"""Run `commands.py`, and print as JSON whom the network of this process saw addressed.

Run in a network namespace of its own, where all addresses lead to itself: a packet socket then sees what
anything sends, native code too. Elsewhere only what Python asks for is known, from `sitecustomize`.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

_ALL_PROTOCOLS = 3
_PACKET_OUTGOING = 4
_TIMEOUT_S = 1500


class Packets:
    """Collects the destinations of all packets of this network namespace."""

    def __init__(self) -> None:
        self.addressed: set[str] = set()
        for command in (
            "link set lo up",
            "route add local default dev lo",
            "-6 route add local default dev lo",
        ):
            subprocess.run(["ip", *command.split()], check=command.startswith("-6") is False)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        while True:
            packet, (_, protocol, kind, *_) = self._socket.recvfrom(64)
            if kind == _PACKET_OUTGOING:
                self.addressed.add(
                    socket.inet_ntop(socket.AF_INET, packet[16:20])
                    if protocol == 0x0800
                    else socket.inet_ntop(socket.AF_INET6, packet[24:40])
                )


def main(folder: Path, in_namespace: bool) -> None:
    packets = Packets() if in_namespace else None
    if packets:
        # Addressed in vain, to show that it would be seen: the documentation's own address.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.sendto(b"?", ("192.0.2.1", 9))
    # A process of its own, so that what is sent when it ends is seen too.
    commands = Path(__file__).parent / "commands.py"
    subprocess.run([sys.executable, commands, folder], check=True, timeout=_TIMEOUT_S, stdout=sys.stderr)
    sys.stdout.write(json.dumps(sorted(packets.addressed) if packets else None))


if __name__ == "__main__":
    main(Path(sys.argv[1]), in_namespace=sys.argv[2:] == ["namespace"])
