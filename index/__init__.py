"""Keeping articles findable: the catalogue, the vectors, the words, and the search over them."""

from index.telemetry import switch_off

# Here, since the switches are read once, by whatever comes to import those libraries first.
switch_off()
