"""The answer: its parts, its quotes, its citations (`citing`), and the way from question to answer.

Start reading at `pipeline.answer_events`.
"""
