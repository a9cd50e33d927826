"""The page as Gradio blocks: which event changes what.

Start reading at `blocks.mount_page`.
"""
