"""Language models: always an OpenAI-compatible endpoint, the packaged one on loopback inside the process.

Start reading at `client.open_language_model`.
"""
