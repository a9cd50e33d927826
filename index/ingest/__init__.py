"""Taking articles in: what a sync does with each (`plan`), its chunks (`chunks`), and one transaction.

Whatever a crash leaves is undone or finished by `recovery`.
Start reading at `sync.sync`, then `commit.apply_batch`.
"""
