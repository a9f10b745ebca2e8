"""Who sends the sample's files, and what each token must allow."""

from typing import Final

from cli.sample.products import COMPANY
from cli.sample.sending import Client

COUNTY_OFFICE: Final = Client(
    "county-office", ("placement:write", "orders:write"), "the county's office: registers, agreements, profit reports"
)
COUNTY_SECOND: Final = Client(
    "county-second", ("placement:write",), "the county office's second person, who confirms changed accounts"
)
COMPANY_ERP: Final = Client(
    "erp-qiaoji", ("orders:write", f"company:{COMPANY}"), "the toy company's ERP: rates, orders, inspections"
)
SHOP_FLOOR: Final = Client(
    "mes-qiaoji", (f"company:{COMPANY}",), "the company's shop-floor system, which writes its inbound stream itself"
)


def workshop_clerk(workshop: str) -> Client:
    """The clerk of a workshop: its people, rosters and piecework book."""
    who = f"the clerk of {workshop}: people, rosters, piecework book"
    return Client(f"clerk-{workshop.lower()}", (f"clerk:{workshop}",), who)


def labour_station(station: str) -> Client:
    """A labour station, which may send attendance and punches of its own only."""
    return Client(
        f"station-{station.lower()}", (f"station:{station}",), f"labour station {station}: attendance and punches"
    )
