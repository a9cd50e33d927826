"""Answering questions: evidence, writing, checking, citing; settings, `Desk`, the command line."""

from index.search.hit import Filters, Hit
from qa.answer.model import Answer, Citation, NearestArticle, Notice, Sentence
from qa.desk import Desk
from qa.settings import Settings

__all__ = [
    "Answer",
    "Citation",
    "Desk",
    "Filters",
    "Hit",
    "NearestArticle",
    "Notice",
    "Sentence",
    "Settings",
]
