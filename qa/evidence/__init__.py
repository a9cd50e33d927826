"""From hits to evidence: the sentences in them that answer, with offsets, best first.

What articles say to machines is left out (`injection`).
Start reading at `find.Finder.find`.
"""
