"""The HTTP interface: our own JSON, OpenAI's form and MCP, with their description.

Start reading at `native.create_api`.
"""
