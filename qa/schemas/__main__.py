"""Writes the schemas that are shipped: `make schemas`."""

from __future__ import annotations

from qa.schemas.contract import schema_files

if __name__ == "__main__":
    for path, text in schema_files():
        path.write_text(text, encoding="utf-8")
