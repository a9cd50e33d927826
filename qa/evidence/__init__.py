"""From hits to evidence: the sentences in them that answer, with offsets, best first.

Start reading at `find.Finder.find`.
"""
