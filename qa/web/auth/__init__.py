"""Who a request comes from and what it may do: sessions, logging in, and the check before everything else.

Start reading at `access.Access`.
"""
