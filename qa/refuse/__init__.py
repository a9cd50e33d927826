"""Whether to answer at all: what a question takes for granted, and how likely the evidence answers it.

Start reading at `verdict.verdict_on`.
"""
