"""A question as it was understood: by itself, and after a conversation.

Start reading at `understand.understand`.
"""
