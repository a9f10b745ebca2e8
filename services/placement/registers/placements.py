"""Labourers in work: placements, what interrupts and ends them, contracts, and who asked after them.

Each is the word of one station and known by its numbers. What follows from them is a labourer's.
"""

from typing import Final

from shared.events import placements
from shared.facts.registers import Listing, Register
from shared.tables.words import END_WORDS, INTERRUPTION_WORDS, SIDE_WORDS

VACANCIES: Final = Register(
    name="vacancy",
    fact=placements.VacancyAnnounced,
    state=None,
    concerns=None,
    path="/vacancies/{vacancy}",
    summary="Announce a vacancy",
    file="Vacancies: how many people an employer looks for",
    listing=Listing(
        summary="Vacancies, by id",
        about="A page of vacancies, those of one employer if given.",
        page="A page of vacancies, by id.",
        filters=("employer",),
    ),
)

PLACEMENTS: Final = Register(
    name="placement",
    fact=placements.PlacementReported,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/stations/{station}/placements/{placement}",
    summary="Report that a labourer starts to work for an employer",
    file="Placements: who starts where, and who organised it",
    listing=Listing(
        summary="A station's placements, by its numbers",
        about="A page of what the station reported, as it stands; what follows from it is a worker's.",
        page="A page of a station's placements.",
        filters=("worker", "employer", "organiser", "leader"),
    ),
    words={"side": SIDE_WORDS},
)

INTERRUPTIONS: Final = Register(
    name="interruption",
    fact=placements.PlacementInterrupted,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/stations/{station}/placements/{placement}/interruptions/{interruption}",
    summary="Report that a placed labourer is not at work for a while",
    file="Interruptions of placements",
    listing=Listing(
        summary="A placement's interruptions, by number",
        about="A page of what interrupted it, as it stands.",
        page="A page of a placement's interruptions.",
    ),
    words={"cause": INTERRUPTION_WORDS},
)

ENDS: Final = Register(
    name="placement_end",
    fact=placements.PlacementEnded,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/stations/{station}/placement-ends/{placement}",
    summary="Report that a placed labourer has stopped working there",
    file="Ends of placements",
    listing=Listing(
        summary="A station's ends of placements, by its numbers",
        about="A page of last days at work, as they stand.",
        page="A page of a station's ends of placements.",
    ),
    words={"cause": END_WORDS},
)

FOLLOW_UPS: Final = Register(
    name="follow_up",
    fact=placements.FollowUpRecorded,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/stations/{station}/placements/{placement}/follow-ups/{follow_up}",
    summary="Report that a placed labourer was asked after",
    file="Follow-ups of placements",
    listing=Listing(
        summary="A placement's follow-ups, by number",
        about="A page of them, as they stand.",
        page="A page of a placement's follow-ups.",
    ),
)

CONTRACTS: Final = Register(
    name="labour_contract",
    fact=placements.LabourContractSigned,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/stations/{station}/placements/{placement}/labour-contracts/{contract}",
    summary="Report a placed labourer's contract",
    file="Labour contracts of placements",
    listing=Listing(
        summary="A placement's labour contracts, by number",
        about="A page of them, as they stand.",
        page="A page of a placement's labour contracts.",
    ),
)

OF_PLACEMENTS: Final = (PLACEMENTS, INTERRUPTIONS, ENDS, FOLLOW_UPS, CONTRACTS)
"""Those from which a worker's placements are computed, each known by a station and its number of the placement."""
