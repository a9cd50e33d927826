"""Looking after an archive: checking and mending, building its indexes anew, exporting it.

Start reading at `rebuild.rebuild` and `doctor.diagnose`.
"""
