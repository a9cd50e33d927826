"""Keeping articles findable: the catalogue, the vectors, the words, and the search over them."""
