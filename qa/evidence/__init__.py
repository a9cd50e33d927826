"""From hits to evidence: the sentences that answer, with offsets, best first.

Start reading at `find.Finder.find`.
"""
