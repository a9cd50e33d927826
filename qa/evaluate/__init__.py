"""Measuring search and answers by questions with known answers.

Start reading at `run.evaluate`.
"""
