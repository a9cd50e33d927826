"""Reading every form that articles come in (text, HTML, PDF, CSV, JSON, NITF, NewsML, feeds) into `Article`.

Errors are values, so that the rest can go on.
Start reading at `read.read_path`.
"""
