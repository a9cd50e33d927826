"""The command `citedesk` as processes of a cluster, on loopback, with stand-ins for the models.

python -m tests.cluster serve --json ...
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import httpx

ROOT = Path(__file__).resolve().parent.parent


class Command:
    """A `citedesk` command as a process that prints its events as JSON.

    Args:
        folder: Its data folder.
        settings: Its settings, by name.
        arguments: The command and its own arguments.
        module: What runs: `app` with the models themselves.
    """

    def __init__(
        self, folder: Path, settings: dict[str, str], arguments: Sequence[str], module: str = "tests.cluster"
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.killed = False
        self.log = folder / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CITEDESK_")}
        environment |= {f"CITEDESK_{name}": value for name, value in settings.items()}
        environment |= {"PYTHONPATH": str(ROOT), "CITEDESK_DATA_DIR": str(folder)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments, "--json"],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def event(self, *names: str) -> dict[str, Any]:
        """Wait for an event of one of some names, and return it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event: dict[str, Any] = json.loads(line)
            if event.get("event") in names:
                return event
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """End it as a power cut does."""
        self.killed = True
        self.process.kill()
        self.process.wait(60)

    def end(self) -> None:
        """End it in order, if it runs."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()


class Asker(Command):
    """A server that answers."""

    def __init__(self, folder: Path, settings: dict[str, str], module: str = "tests.cluster") -> None:
        super().__init__(folder, settings, ["serve", "--port", "0"], module)
        self.url = str(self.event("serving")["url"])
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def found(self, query: str) -> list[str]:
        """The articles that a search finds, best first; an error where it finds none for another reason."""
        response = self.client.get("/api/search", params={"q": query, "top_k": 50})
        assert response.status_code == 200, response.text
        return [hit["article_id"] for hit in response.json()["hits"]]

    def end(self) -> None:
        """End it in order."""
        if hasattr(self, "client"):
            self.client.close()
        super().end()


def main() -> int:
    """Run the command with stand-ins for the models."""
    import app
    from index import archive
    from qa.desk import Desk
    from qa.evidence import find
    from qa.intake import embedding_worker
    from tests.fakes import Dense, WordReader

    archive.load_encoder = embedding_worker.load_encoder = lambda *_: Dense()
    find.project_reader = WordReader  # type: ignore[assignment]
    Desk.warm = lambda _: None  # type: ignore[method-assign]
    return app.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
