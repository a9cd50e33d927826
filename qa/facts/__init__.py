"""What a text states, in a form that can be compared: words, numbers, dates, opposites.

Start reading at `tokens.tokens`.
"""
