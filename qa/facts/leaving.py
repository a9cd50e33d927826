"""Words for leaving an office."""

from __future__ import annotations

_ENDED = r"sacked|fired|dismissed|ousted|removed|replaced"
HAS_LEFT = (
    r"resigned|quit|retired|steps? (?:down|aside)|stepped (?:down|aside)|"
    rf"(?:was|has been) (?:{_ENDED})"
)
"""Of a report that somebody has left an office, and may say which."""
LEAVES = (
    r"(?:resign\w*|step(?:s|ped|ping)? (?:down|aside)|quits?|retire[sd]?|retiring|"
    rf"(?:is|was|has been|had been)\s+(?:{_ENDED}|succeeded|deposed|unseated|voted out|forced out|impeached)|"
    r"announc(?:ed|es|ing) (?:his|her|their) (?:resignation|retirement|departure)|"
    r"dies|died|left (?:the|his|her|their) (?:post|job|office|party)|(?:leaves|left) office|"
    r"lost (?:the|his|her|their) (?:post|job|office|seat))"
)
"""Of anything by which an office may end, also of what is only announced."""
