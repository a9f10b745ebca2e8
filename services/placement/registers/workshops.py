"""Workshops and the stations that report for them; certificates and shares that rest on them."""

from typing import Final

from services.placement.handlers.check_certificates import refuse_certificates
from services.placement.marks import WORKSHOP_CLOCKS
from services.placement.store.waiting import at_workshop, of_holder, of_station
from shared.events import people
from shared.facts.registers import Listing, Register
from shared.tables.words import GRADE_WORDS

WORKSHOPS: Final = Register(
    name="workshop",
    fact=people.WorkshopRegistered,
    state=people.WorkshopChanged,
    concerns=at_workshop("wages", "awards", "profit"),
    path="/workshops/{workshop}",
    summary="Register a workshop",
    file="Workshops, each with its county's policy pack and the village collective behind it",
    listing=Listing(
        summary="Workshops, by id",
        about="A page of workshops; `next` is the value of `after` for the following page.",
        page="A page of workshops, by id.",
    ),
    # Their policy pack decides how their clocks are read, so those are read again.
    also_marks=(WORKSHOP_CLOCKS,),
)

STATIONS: Final = Register(
    name="station",
    fact=people.StationRegistered,
    # For which workshops a station reports decides which of its reports count: a fan-out marks those days.
    state=None,
    concerns=of_station,
    path="/stations/{station}",
    summary="Register a labour station",
    file="Labour stations and the workshops they report for",
    listing=Listing(
        summary="Labour stations, by id",
        about="A page of stations with the workshops they report for.",
        page="A page of stations, by id.",
    ),
)

CERTIFICATES: Final = Register(
    name="certificate",
    fact=people.SkillAssessed,
    state=people.SkillCertified,
    concerns=of_holder,
    path="/certificates/{certificate}",
    summary="Register a certificate of skill",
    file="Certificates of skill",
    listing=Listing(
        summary="Certificates of skill, by number",
        about="A page of certificates, those of one worker if given.",
        page="A page of certificates, by number.",
        entry="A certificate of skill.",
        filters=("worker",),
    ),
    words={"grade": GRADE_WORDS},
    check=refuse_certificates,
)

SHAREHOLDINGS: Final = Register(
    name="shareholding",
    fact=people.ShareholdingRegistered,
    state=people.ShareholdingChanged,
    concerns=at_workshop("profit"),
    path="/workshops/{workshop}/shareholdings/{village}/{effective_from}",
    summary="Register a village's shares",
    file="Villages' shares in workshops",
    listing=Listing(
        summary="A workshop's shareholders",
        about="Each village's shares, since when; a village's later entry replaces its earlier one.",
        page="A workshop's shareholders, by village and first day.",
    ),
)
