"""Feeds and pages at an address, fetched within limits and only when an operator names it.

Start reading at `feeds_and_pages.read_address`.
"""
