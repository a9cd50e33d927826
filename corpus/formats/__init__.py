"""Each form that articles come in (text, HTML, PDF, CSV, JSON, NITF, NewsML, feeds), read into `Article`.

What cannot be read is an error as a value, and the rest goes on.
Start reading at `read.read_path`.
"""
