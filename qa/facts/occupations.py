"""Nouns that say what somebody does or is: offices, trades, parts in an affair."""

from __future__ import annotations

import re

_NOUNS = frozenset(
    (
        "academic accountant activist actor actress adviser advisor advocate agent aide aides ally "
        "ambassador analyst anchor announcer apprentice arbitrator archbishop architect artist assistant "
        "astronaut athlete attacker attorney author baker ballerina banker baron baroness bassist "
        "billionaire biologist bishop blogger boss bowler boxer boy broadcaster broker brother builder "
        "businessman businesswoman candidate captain cardinal caretaker catcher celebrity ceo cfo chair "
        "chairman chairperson chairwoman champion chancellor chef chemist chief citizen clerk climber "
        "co-author co-chair co-creator co-founder co-host co-owner co-star coach cofounder columnist "
        "comedian comic commander commentator commissioner composer conductor congressman congresswoman "
        "conservative consultant contestant contractor convict coo coordinator cornerback coroner "
        "correspondent councillor councilman councilwoman counsel counselor creator critic curator cyclist "
        "dancer daughter dean defector defendant defender delegate democrat deputy designer detective "
        "developer dictator diplomat director dissident doctor documentarian donor driver drummer duchess "
        "duke economist editor educator emperor engineer entertainer entrepreneur envoy epidemiologist "
        "executive expert explorer farmer father fighter filmmaker financier firefighter footballer forward "
        "founder fugitive gangster general geologist girl goalie goalkeeper golfer gov governor graduate "
        "guard guitarist gunman gymnast head heir heiress hero historian host hostage hunter husband "
        "influencer inmate inspector instructor inventor investigator investor jockey journalist judge "
        "justice king lawmaker lawyer leader lecturer legend libertarian librarian lieutenant linebacker "
        "lobbyist magician magistrate major man manager mastermind mayor mechanic mediator medic member "
        "mentor meteorologist midfielder migrant militant millionaire minister missionary model moderator "
        "monarch monk mother mountaineer musician native naturalist negotiator neuroscientist newscaster "
        "nominee novelist nun nurse officer official ombudsman operative opponent organiser organizer "
        "outfielder owner painter paralegal paramedic partner pastor patient patriarch philanthropist "
        "philosopher photographer physician physicist pilot pioneer pitcher player playwright podcaster poet "
        "policeman politician pollster pope postmaster premier presenter president priest prince princess "
        "principal prisoner producer professional professor programmer prosecutor psychiatrist psychologist "
        "publicist publisher punter quarterback queen rabbi racer ranger rapper realtor rebel receiver "
        "reformer refugee regulator rep reporter representative republican researcher resident restaurateur "
        "rival rower ruler runner safety sailor scholar scientist screenwriter sculptor secretary sen "
        "senator sergeant sheriff shooter shortstop showrunner sibling singer sister skater skier skipper "
        "smuggler sociologist soldier solicitor son songwriter speaker specialist spokesman spokesperson "
        "spokeswoman sprinter spy stalwart star statesman strategist streamer striker student superintendent "
        "supermodel superstar surfer surgeon survivor suspect swimmer tackle teacher technician teenager "
        "therapist toddler trader trainer translator treasurer trustee tycoon umpire undersecretary "
        "understudy veteran veterinarian victim violinist virologist visionary vocalist volleyballer "
        "volunteer warden warlord whip whistleblower widow widower wife winger winner witness woman worker "
        "wrestler writer youtuber zoologist"
    ).split()
)
_BEFORE = frozenset(
    (
        "acting army assistant associate attorney baseball basketball billionaire business campaign chief "
        "city civil climate college communications congressional conservative council country county court "
        "criminal current defence defense democratic deputy disgraced district environmental estate ex "
        "executive exiled far-left far-right federal film financial first football foreign former founding "
        "gang general gubernatorial head high hip-hop house human incoming independent interim jailed labor "
        "late lead left-wing liberal long-time longtime managing media medical military music national news "
        "nursing one-time onetime operating opinion opposition outgoing party point police political pop "
        "power presidential press prime principal professional progressive rap real rebel republican "
        "research retired right-wing rights rock running school security senate senior small soccer social "
        "speaker special sports star starting state supreme tabloid tech technology television tennis top "
        "town transplant trial tribal tv union university veteran vice vice-presidential war wide"
    ).split()
)
_FORMED = re.compile(
    r"(?:olog|ic|t|n|c|l|r)ist$|(?:fire|police|congress|council|spokes|chair|business|sales)(?:wo)?m[ae]n$|"
    r"(?:keeper|maker|holder|writer|player|owner)$"
)


def is_occupation(word: str) -> bool:
    """Whether a word says what somebody does or is, whatever its case: "mayor", "ex-wife", "biologist"."""
    lower = word.lower().strip(".,'’\"“”")
    return lower.rsplit("-", 1)[-1] in _NOUNS or bool(_FORMED.search(lower))


def goes_before_occupation(word: str) -> bool:
    """Whether a word in lower case may stand before such a noun and belong to it: "former", "deputy"."""
    return word.lower() in _BEFORE
