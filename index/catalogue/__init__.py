"""The one truth: every article, version and chunk, and what is active. In SQLite or PostgreSQL.

Start reading at `reads.Catalogue`; the tables are in `schema`, and what differs between the databases in
`databases`.
"""
