"""The archive as a list to look through: its table, what its articles have in common, and when they appeared.

Start reading at `listing.list_articles` and `facets.FacetCopy`.
"""
