"""The archive as a list to look through: its table, what its articles have in common, and when they appeared.

Start reading at `listing.listed` and `facets.FacetCopy`.
"""
