"""Feeds and pages at an address, fetched only when an operator names it, within limits.

Start reading at `feeds_and_pages.read_address`.
"""
