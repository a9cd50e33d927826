"""Working on texts: sentences, chunks, dates, languages, outlets, and cleaning.

Nothing here knows a file format.
Start reading at `cleaning.clean`.
"""
