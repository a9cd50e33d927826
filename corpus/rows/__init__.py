"""Articles as rows of named fields, whatever the fields are called: of JSON, CSV, feeds and pages' metadata.

Start reading at `as_article.article_of`.
"""
