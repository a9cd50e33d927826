"""Embedding texts: the protocol of an encoder, its two implementations, and the choice between them.

The fast one runs a graph that `convert_model` made and checked against the reference.
Start reading at `load.load_encoder`.
"""
