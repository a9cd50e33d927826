"""A second copy of what cannot be recreated, and saving what is readable of a damaged catalogue.

Start reading at `copy.back_up`.
"""
