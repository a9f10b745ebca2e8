"""Placement's registers, a declaration each."""

from typing import Final

from services.placement.handlers.check_certificates import refuse_certificates
from services.placement.marks import WORKSHOP_CLOCKS
from services.placement.store.waiting import at_workshop, of_holder, of_station
from shared.events import people
from shared.facts.registers import Listing, Register
from shared.tables.words import GRADE_WORDS

WORKSHOPS: Final = Register(
    "workshop",
    people.WorkshopRegistered,
    people.WorkshopChanged,
    at_workshop("wages", "awards", "profit"),
    "/workshops/{workshop}",
    "Register a workshop",
    "Workshops, each with its county's policy pack and the village collective behind it",
    Listing(
        "Workshops, by id",
        "A page of workshops; `next` is the value of `after` for the following page.",
        "A page of workshops, by id.",
        "A workshop, its county's policy pack and the village collective behind it.",
    ),
    # Their policy pack decides how their clocks are read, so those are read again.
    also_marks=(WORKSHOP_CLOCKS,),
)

STATIONS: Final = Register(
    "station",
    people.StationRegistered,
    # For which workshops a station reports decides which of its reports count: a fan-out marks those days.
    None,
    of_station,
    "/stations/{station}",
    "Register a labour station",
    "Labour stations and the workshops they report for",
    Listing(
        "Labour stations, by id",
        "A page of stations with the workshops they report for.",
        "A page of stations, by id.",
    ),
)

CERTIFICATES: Final = Register(
    "certificate",
    people.SkillAssessed,
    people.SkillCertified,
    of_holder,
    "/certificates/{certificate}",
    "Register a certificate of skill",
    "Certificates of skill",
    Listing(
        "Certificates of skill, by number",
        "A page of certificates, those of one worker if given.",
        "A page of certificates, by number.",
        "A certificate of skill.",
        filters=("worker",),
    ),
    words={"grade": GRADE_WORDS},
    check=refuse_certificates,
)

SHAREHOLDINGS: Final = Register(
    "shareholding",
    people.ShareholdingRegistered,
    people.ShareholdingChanged,
    at_workshop("profit"),
    "/workshops/{workshop}/shareholdings/{village}/{effective_from}",
    "Register a village's shares",
    "Villages' shares in workshops",
    Listing(
        "A workshop's shareholders",
        "Each village's shares, since when; a village's later entry replaces its earlier one.",
        "A workshop's shareholders, by village and first day.",
    ),
)

PLACES: Final = (WORKSHOPS, STATIONS)
PAPERS: Final = (CERTIFICATES, SHAREHOLDINGS)
REGISTERS: Final = (*PLACES, *PAPERS)
"""In the order in which their facts are kept."""
