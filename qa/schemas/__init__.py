"""The JSON Schemas of what the commands print under `--json`.

Start reading at `load.load_schema`.
"""
