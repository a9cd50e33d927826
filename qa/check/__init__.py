"""Whether passages carry a sentence that a language model wrote: one file for each kind of fault.

Start reading at `support.check`.
"""
