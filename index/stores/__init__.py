"""What is derived from the catalogue and can be built anew: vectors in Chroma, words in tantivy.

`int8_scan` is the exact search within filters, over a copy of the vectors in memory.
Start reading at `pair.Derived`.
"""
