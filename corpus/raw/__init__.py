"""Untrusted bytes, within limits: unpacked, decoded, and XML or HTML as words.

Nothing here knows an article.
Start reading at `decoding.decoded`.
"""
