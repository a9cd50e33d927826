"""Acts that nobody may be said to have done, nor anything said to be, unless the passage says so."""

from __future__ import annotations

from collections.abc import Sequence

from index.terms import stem
from qa.tokens import Token

# Each row has the words for one act. A sentence with one of them needs one of them in the passage.
_ACTS = [
    frozenset(map(stem, row.split()))
    for row in (
        "kill kills killed killing killer die dies died dead death deaths deadly deadliest fatal "
        "fatally fatality fatalities slain murder murdered murders victims casualties lives toll "
        "perished homicide manslaughter shot execute executed execution suicide lethal drowned",
        "arrest arrested arrests detain detained custody apprehended jailed handcuffed",
        "convict convicted conviction guilty sentenced",
        "acquit acquitted acquittal cleared exonerated innocent",
        "sue sues sued suing lawsuit lawsuits suit suits litigation complaint plaintiff plaintiffs",
        "ban bans banned banning outlaw outlawed prohibit prohibits prohibited prohibition prohibiting "
        "forbid forbids forbidden bar bars barred block blocked illegal",
        "require requires required requiring requirement requirements mandate mandates mandated "
        "mandatory must order orders ordered compel compelled force forced need needs needed oblige "
        "obliged",
        "resign resigned resigns resignation quit quits departs departed departure leave leaves leaving "
        "left down",
        "fire fired sacked dismiss dismissed ousted laid layoffs terminated removed",
        "approve approves approved approval approving pass passes passed passing passage adopt adopted "
        "ratify ratified authorize authorizes authorized authorise authorised ok oks okay okayed clear "
        "clears cleared greenlight accept accepted endorse endorsed back backed support supported sign "
        "signed agree agreed vote voted votes favor favour enact enacted",
        "reject rejects rejected rejection defeat defeated turn turned down veto vetoed deny denied "
        "refuse refused oppose opposed dismiss dismissed block blocked fail failed",
        "win wins won winning winner victory victorious beat beats beaten defeat defeated champion "
        "champions triumph clinch clinched award awarded earn earned",
        "eliminate eliminates eliminated eradicate eradicated eradication destroy destroyed abolish "
        "abolished cure cured",
        "steal stole stolen theft embezzle embezzled fraud fraudulent misspent defraud swindled rob "
        "robbed robbery scam scammers scammed",
        "rape raped rapist assault assaulted abuse abused molested harassed harassment",
        "bankrupt bankruptcy insolvent insolvency collapse collapsed default defaulted",
        "apologize apologized apologise apologised apology sorry",
    )
]  # fmt: skip


def unknown_acts(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say of which grave act a sentence speaks and the passage does not, in none of the usual words.

    Args:
        mine: The sentence.
        theirs: The passage with its headline.
    """
    held = {token.stem for token in theirs if token.is_word}
    reasons = []
    for token in mine:
        rows = [row for row in _ACTS if token.stem in row] if token.is_word else []
        if rows and not any(row & held for row in rows):
            reasons.append(f"{token.text!r} is not what the passage tells")
    return reasons
