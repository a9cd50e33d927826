"""The chat page and the HTTP interface beside it.

Start reading at `server.serve`.
"""
