"""Measuring search and answers on questions whose answers are known.

Start reading at `run.evaluate`.
"""
