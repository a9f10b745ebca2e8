"""Placement's registers, a declaration each, a file a topic."""

from typing import Final

from services.placement.registers.employments import EMPLOYMENT_ENDS
from services.placement.registers.labour_ledger import LABOUR_SURVEYS
from services.placement.registers.people import HOUSEHOLDS_AND_PEOPLE
from services.placement.registers.placements import OF_PLACEMENTS, VACANCIES
from services.placement.registers.workshops import CERTIFICATES, SHAREHOLDINGS, STATIONS, WORKSHOPS

PLACES: Final = (WORKSHOPS, STATIONS)
PAPERS: Final = (CERTIFICATES, SHAREHOLDINGS)
WORK: Final = (VACANCIES, *OF_PLACEMENTS)
PEOPLE: Final = (EMPLOYMENT_ENDS, *HOUSEHOLDS_AND_PEOPLE, LABOUR_SURVEYS)
REGISTERS: Final = (*PLACES, *PAPERS, *WORK, *PEOPLE)
"""In the order in which their facts are kept."""
