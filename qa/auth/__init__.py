"""Who may read and who may change the archive: accounts and tokens, kept hashed.

Start reading at `accounts.Accounts`.
"""
