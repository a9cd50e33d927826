"""The JSON Schemas of what the commands print under `--json`, made from the types that they print.

Start reading at `contract.json_schema`; `python -m qa.schemas` writes the files beside it.
"""
