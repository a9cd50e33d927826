"""What the catalogue keeps beside its articles: feeds, what servers said of pages, what people said and did.

Start reading at `feeds.list_feeds`, and at `shared_answers.share` for what readers keep.
"""
