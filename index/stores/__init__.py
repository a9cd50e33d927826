"""What is derived from the catalogue and can be built anew: vectors in Chroma, words in tantivy.

`chroma` keeps vectors in the folder, with `int8_scan` to search within filters; `chroma_server` elsewhere.
Start reading at `pair.Derived`.
"""
