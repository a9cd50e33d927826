"""Measures search and speed on real news; `make bench` runs it. Not part of the tests."""
