"""Citedesk inside other people's pipelines.

Start reading at `llamaindex.ArchiveRetriever`.
"""
