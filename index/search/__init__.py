"""From a query to hits: dense and lexical candidates, fused, boosted, copies folded.

Start reading at `pipeline.search`.
"""
