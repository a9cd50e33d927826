"""Taking articles in beside everything else: feeds on their schedule, and files that were uploaded.

Start reading at `feed_rounds.FeedRounds`.
"""
