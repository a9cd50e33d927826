"""The one truth: every article, version and chunk, and what is active. SQLite through SQLAlchemy Core.

What readers share and say of answers is kept here too.
Start reading at `reads.Catalogue`; the tables are in `schema`.
"""
