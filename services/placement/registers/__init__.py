"""Placement's registers, a declaration each, a file a topic."""

from typing import Final

from services.placement.registers.workshops import CERTIFICATES, SHAREHOLDINGS, STATIONS, WORKSHOPS

PLACES: Final = (WORKSHOPS, STATIONS)
PAPERS: Final = (CERTIFICATES, SHAREHOLDINGS)
REGISTERS: Final = (*PLACES, *PAPERS)
"""In the order in which their facts are kept."""
