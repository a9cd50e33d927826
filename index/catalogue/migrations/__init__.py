"""Bringing the tables of an older archive to those that this version works with, by Alembic.

Start reading at `upgrade`; each of `versions` is a step, by the number of the schema that it leads to.
"""
