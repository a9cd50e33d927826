"""Texts as such: their sentences and chunks, dates, languages and outlets, and what is cleaned out.

Nothing here knows a file format.
Start reading at `cleaning.clean`.
"""
