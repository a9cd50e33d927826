"""What processes that take articles in load, loaded once for all that are forked from the one with this."""

import chromadb  # noqa: F401

from corpus.text.language import language_of

language_of("The first text has the model for languages read, which takes a second.")
