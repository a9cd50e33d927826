"""The two databases that may keep the catalogue, and all in which they differ.

Start reading at `backend.Backend`, which `sqlite` and `postgres` are.
"""
