"""Sentences by a language model: the prompt, the stream read sentence by sentence, each one checked.

Start reading at `writer.generate`.
"""
