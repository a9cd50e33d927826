"""The one truth: every article, version and chunk, and what is active. SQLite through SQLAlchemy Core.

Start reading at `reads.Catalogue`; the tables are in `schema`.
"""
