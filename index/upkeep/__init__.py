"""Looking after an archive: checking and mending it, building its indexes anew, exporting it.

Start reading at `rebuild.rebuild` and `doctor.diagnose`.
"""
