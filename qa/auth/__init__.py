"""Who may read and who may change the archive: accounts and tokens, stored as hashes (`passwords`).

Start reading at `accounts.Accounts`.
"""
