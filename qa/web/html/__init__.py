"""Answers, sources and the archive as HTML. Every word from outside is escaped here.

Start reading at `answers.conversation`.
"""
