"""Grave acts, which a sentence may ascribe to somebody only if its passage does."""

from __future__ import annotations

from collections.abc import Sequence

from index.search.terms import stem
from qa.facts.tokens import Token

# Each row has the words for one act. A sentence with one of those before the "/" needs any of the row in the
# passage, in any form; those behind it often mean something else. A stem would not do for the former:
# "executive" has that of "executed", and "authorities" that of "authorized".
_ACTS = [
    (frozenset(row.partition("/")[0].split()), frozenset(map(stem, row.replace("/", " ").split())))
    for row in (
        "kill kills killed killing die dies died dead death deaths deadly fatal fatally murder "
        "murdered manslaughter homicide suicide executed drowned / killer deadliest fatality "
        "fatalities slain victims casualties lives toll perished shot execution lethal",
        "arrest arrested arrests detained / detain custody apprehended jailed handcuffed held",
        "convict convicted conviction guilty / sentenced",
        "acquitted acquittal exonerated / cleared innocent",
        "sue sues sued suing lawsuit lawsuits / suit litigation complaint plaintiff",
        "ban bans banned banning outlaw outlawed prohibit prohibits prohibited prohibition forbid "
        "forbids forbidden / bar barred block blocked illegal",
        "require requires required requiring mandate mandates mandated mandatory ordered compelled / "
        "requirement must order force forced need needed oblige obliged",
        "resign resigned resigns resignation quit / quits departed departure leave leaving left down",
        "fired sacked ousted / fire dismissed laid layoffs terminated removed",
        "approve approves approved approval adopted ratify ratified authorized authorised enacted "
        "endorse endorsed / pass passed passage ok okay clear cleared greenlight accept accepted back "
        "backed support supported sign signed agree agreed vote voted favor favour",
        "reject rejects rejected rejection veto vetoed / defeat defeated turned down deny denied "
        "refuse refused refute refuted oppose opposed dismissed block blocked fail failed",
        "win wins won winning winner victory / victorious beat beats beaten defeat defeated champion "
        "triumph clinch clinched award awarded earn earned",
        "eliminate eliminates eliminated eradicate eradicated eradication destroy destroyed abolish "
        "abolished cure cured / wipe wiped",
        "steal stole stolen theft embezzle embezzled fraud fraudulent misspent robbed robbery / "
        "swindled rob scam scammers defraud",
        "rape raped rapist assaulted molested harassed / assault abuse abused harassment",
        "bankrupt bankruptcy insolvent insolvency / collapse collapsed default defaulted",
        "apologize apologized apologise apologised apology / sorry",
    )
]  # fmt: skip


def unknown_acts(mine: Sequence[Token], theirs: Sequence[Token]) -> list[str]:
    """Say of which grave act a sentence speaks and the passage does not, in none of the usual words.

    Args:
        mine: The sentence.
        theirs: The passage with its headline.
    """
    stems_there = {token.stem for token in theirs if token.is_word}
    reasons = []
    for token in mine:
        acts = [stems for named, stems in _ACTS if token.key in named]
        if acts and not any(stems & stems_there for stems in acts):
            reasons.append(f"{token.text!r} is not what the passage tells")
    return reasons
