"""Who a request comes from and what it may do.

`access` asks that before everything else; `sessions` holds who is logged in on a browser, `login` is the page
for it, and `attempts` counts guesses at passwords.

Start reading at `access.Access`.
"""
