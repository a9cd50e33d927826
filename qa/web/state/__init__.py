"""What a page knows apart from how it is shown: its conversation, its uploads, what to ask first.

Start reading at `conversation.Conversation`.
"""
