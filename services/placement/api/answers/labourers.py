"""People of the villages as they are answered: masked, with where they live."""

from datetime import date

from services.placement.api.answers.workers import masked
from services.placement.store.people import Person
from shared.http.answers import Answer, NextText
from shared.identifiers import Identifier
from shared.sealing import Sealer


class Residence(Answer):
    """Where somebody lives from a day on."""

    village: Identifier
    township: Identifier
    since: date


class LabourerRow(Answer):
    """A person of a village, masked; null once erased."""

    person: Identifier
    name: str | None
    identity_number: str | None
    phone: str | None
    residences: list[Residence]


class LabourersPage(Answer):
    """A page of people of the villages, by id."""

    labourers: list[LabourerRow]
    next: NextText


def labourer_row(sealer: Sealer, person: Person, residences: list[Residence]) -> LabourerRow:
    """One person of a village, from his sealed details."""
    shown = masked(sealer, person)
    return LabourerRow(
        person=person.worker,
        name=shown["name"],
        identity_number=shown["identity_number"],
        phone=shown["phone"],
        residences=residences,
    )
