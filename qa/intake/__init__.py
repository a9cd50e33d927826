"""Taking articles in beside everything else: feeds on their schedule, and files that were uploaded.

Start reading at `ingester.Ingester`, which does all of it; `serve` does some.
"""
