"""The schemas that there have been, each with the step to it; a released step never changes.

Start reading at `v0001_articles`. An archive of any of them, also one that was made between two, has what
the steps up to its own made; a table that it may have already is made with ``if_not_exists``.
"""
