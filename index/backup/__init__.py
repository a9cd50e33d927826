"""A second copy of what cannot be made again, and saving what can be read of a damaged catalogue.

Start reading at `copy.back_up`.
"""
