"""The command `citedesk`: one file for each group of subcommands, and what they print.

Start reading at `main.run`.
"""
