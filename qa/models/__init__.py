"""Language models: always an OpenAI-compatible endpoint, one on this machine on loopback inside the process.

Start reading at `client.open_language_model`; `catalogue` lists those that can be had by name, and `store`
fetches them; `injection` tells what articles say to a model rather than to readers.
"""
