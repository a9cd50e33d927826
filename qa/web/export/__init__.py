"""Answers to take along: as Markdown, HTML and Word, with footnotes that can be checked later.

Start reading at `transcript.transcript_of`.
"""
