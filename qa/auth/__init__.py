"""Who may read and who may change the archive: accounts and tokens, kept hashed (`passwords`).

Start reading at `accounts.Accounts`.
"""
