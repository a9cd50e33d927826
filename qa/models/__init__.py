"""Language models, always behind an OpenAI-compatible endpoint; a local one serves on loopback.

Start reading at `client.open_language_model`; `known_models` lists the models with names, `store` fetches
them, and `injection` recognises what articles say to a model rather than to readers.
"""
