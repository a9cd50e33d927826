"""The page as Gradio blocks: which event changes what.

Start reading at `blocks.mount_page`.
"""

from qa.web.page.stubs import keep_from_writing

keep_from_writing()
