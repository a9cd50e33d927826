"""What a catalogue of before schema 3 knew of corrections, in the words of later ones."""

CORRECTIONS = (
    "UPDATE version SET corrected_ms = coalesce(updated_ms, synced_ms), corrects = coalesce("
    "(SELECT max(older.version) FROM version AS older WHERE older.article_id = version.article_id "
    "AND older.version < version.version), version - 1) WHERE version > 1"
)
"""Every version but the first was a correction."""
