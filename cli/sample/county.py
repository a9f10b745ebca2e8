"""The files of the county's office and of the company: one for all workshops, a few rows from each."""

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any, Final

from cli.sample.clients import COMPANY_ERP, COUNTY_OFFICE
from cli.sample.folder import Phase, Refusal, SampleFolder, SampleTable
from cli.sample.moments import local_moment
from cli.sample.people import TRAITS
from cli.sample.plan import AttendanceDoor, WorkshopPlan
from cli.sample.production import Delivery
from cli.sample.products import COMPANY, PRODUCTS
from cli.sample.request import SampleRequest, WorkCalendar
from cli.sample.sending import Sending
from cli.sample.workshop import WORKER_COLUMNS, enrolment_row

POLICY_PACK: Final = "songtao"
_SCHEME_BEGAN: Final = date(2022, 1, 1)
_SHARES: Final = ("10", "5", "3", "3.5")
_EXCESS_SHARE_PERCENT: Final = 5

_COUNTY_TABLES: Final = {
    "workshops": ("placement", "workshop name policy_pack township village_collective"),
    "stations": ("placement", "station name workshops"),
    "clocks": ("placement", "serial station workshop since"),
    "shareholdings": ("placement", "workshop village effective_from shares"),
    "certificates": ("placement", "certificate worker trade grade certified_on revoked_on recorded_at"),
    "agreements": ("orders", "agreement company workshop valid_from valid_until"),
    "profit-reports": ("orders", "workshop period net_profit_yuan"),
}
_COMPANY_TABLES: Final = {
    "rates": "company workshop product operation effective_from unit_rate_yuan recorded_at",
    "routings": "company product effective_from operations",
    "orders": (
        "company order line workshop kind product month quantity amount_yuan agreed_on due_on revision recorded_at"
    ),
    "deliveries": (
        "company delivery line workshop product production_month inspected_on accepted_quantity rejected_quantity "
        "revision recorded_at"
    ),
}
_ABOUT: Final = {
    "workshops": "workshops with their policy pack and village collective",
    "stations": "labour stations and the workshop each reports for",
    "clocks": "punch clocks and where they stand",
    "shareholdings": "villages' shares, one of them raised in mid month",
    "certificates": "skill certificates; those of this month pay from the next one on",
    "workers-moved": "workers who go from one workshop to another in mid month: the county moves them, no clerk",
    "agreements": "cooperation agreements, without which no order counts",
    "profit-reports": "net profit of the year; negative for a loss",
    "rates": "piece rates; sewing is raised in mid month, one workshop has a rate of its own",
    "routings": "the operations of each product, in order",
    "orders": "the ERP's order export: fixed and excess orders, an amendment agreed too late to count",
    "deliveries": "inspections of the month, some made before it; sent before the orders they belong to",
    "deliveries-late": "inspections made the month after, of goods produced in this one; a revised inspection",
}
_PHASES: Final = {
    "certificates": Phase.LATE,
    "deliveries-late": Phase.LATE,
    "profit-reports": Phase.YEAR,
    "agreements": Phase.ORDERS,
}


class CountyFiles(ExitStack):
    """The county's and the company's files, open while workshop after workshop adds its rows."""

    def __init__(self, folder: SampleFolder, request: SampleRequest, calendar: WorkCalendar) -> None:
        super().__init__()
        self._request = request
        self._calendar = calendar
        self._folder = folder
        self._certificates = 0
        self._tables: dict[str, SampleTable] = {}
        for kind, (service, columns) in _COUNTY_TABLES.items():
            sending = Sending.table("orders" if service == "orders" else "placement", kind, COUNTY_OFFICE)
            phase = _PHASES.get(kind, Phase.REGISTERS)
            self._open(kind, f"county-office/{kind}.csv", phase, sending, columns)
        # Deliveries come before orders on purpose: facts may come in any order.
        for kind in ("deliveries", "orders", "rates", "routings"):
            sending = Sending.table("orders", kind, COMPANY_ERP)
            self._open(kind, f"{COMPANY_ERP.id}/{kind}.csv", Phase.ORDERS, sending, _COMPANY_TABLES[kind])
        moving = Sending.table("placement", "workers", COUNTY_OFFICE)
        self._open("workers-moved", "county-office/workers-moved.csv", Phase.ORDERS, moving, WORKER_COLUMNS)
        late = Sending.table("orders", "deliveries", COMPANY_ERP)
        name = f"{COMPANY_ERP.id}/deliveries-late.csv"
        self._open("deliveries-late", name, Phase.LATE, late, _COMPANY_TABLES["deliveries"])

    def _open(self, name: str, file: str, phase: Phase, sending: Sending, columns: str) -> None:
        # The ERP writes a byte order mark, as spreadsheets do.
        marked = sending.client is COMPANY_ERP
        table = self._folder.table(file, phase, sending, _ABOUT[name], columns, byte_order_mark=marked)
        self._tables[name] = self.enter_context(table)

    def write_company(self) -> None:
        """Rates and routings, the same for all workshops but one."""
        rise_on = next(day for day in self._calendar.workdays if day >= self._calendar.middle and day.weekday() == 0)
        for product in PRODUCTS:
            operations = ";".join(operation.name for operation in product.operations)
            began = _SCHEME_BEGAN.isoformat()
            self._tables["routings"].row(
                company=COMPANY, product=product.code, effective_from=began, operations=operations
            )
            for operation in product.operations:
                self._rate(product.code, operation.name, _SCHEME_BEGAN, f"{operation.unit_rate_yuan}")
                if operation.raised_yuan is not None:
                    self._rate(product.code, operation.name, rise_on, f"{operation.raised_yuan}")
        self._rate(PRODUCTS[1].code, "finishing", _SCHEME_BEGAN, "1.4750", workshop="WS-03")

    def _rate(self, product: str, operation: str, since: date, rate: str, workshop: str | None = None) -> None:
        recorded_at = local_moment(since - timedelta(days=3), "10:00")
        self._tables["rates"].row(
            company=COMPANY,
            workshop=workshop,
            product=product,
            operation=operation,
            effective_from=since.isoformat(),
            unit_rate_yuan=rate,
            recorded_at=recorded_at,
        )

    def write_workshop(self, plan: WorkshopPlan) -> None:
        """A workshop's rows in every file."""
        self._registers(plan)
        for enrolment in plan.moved_here:
            self._tables["workers-moved"].row(**enrolment_row(plan, enrolment))
        self._orders(plan)
        self._deliveries(plan)
        self._certify(plan)
        if plan.net_profit_yuan is not None:
            self._tables["profit-reports"].row(
                workshop=plan.code, period=f"{plan.calendar.month.year}", net_profit_yuan=f"{plan.net_profit_yuan:.2f}"
            )

    def _registers(self, plan: WorkshopPlan) -> None:
        township = f"TW-{(plan.number - 1) // 3 + 1:02d}"
        self._tables["workshops"].row(
            workshop=plan.code,
            name=f"样例工坊{plan.number}号",
            policy_pack=POLICY_PACK,
            township=township,
            village_collective=f"VC-{plan.number:02d}",
        )
        name = f"样例劳务站{plan.number}号"
        self._tables["stations"].row(station=plan.station, name=name, workshops=plan.code)
        if plan.door is AttendanceDoor.CLOCK:
            self._tables["clocks"].row(
                serial=plan.clock_serial, station=plan.station, workshop=plan.code, since=_SCHEME_BEGAN.isoformat()
            )
        self._tables["agreements"].row(
            agreement=f"AG-{plan.number:02d}",
            company=COMPANY,
            workshop=plan.code,
            valid_from=_SCHEME_BEGAN.isoformat(),
        )
        for village, shares in zip(plan.villages, _SHARES, strict=True):
            self._share(plan, village, _SCHEME_BEGAN, shares)
        self._share(plan, plan.villages[2], plan.calendar.middle, "4")

    def _share(self, plan: WorkshopPlan, village: str, since: date, shares: str) -> None:
        self._tables["shareholdings"].row(
            workshop=plan.code, village=village, effective_from=since.isoformat(), shares=shares
        )

    def _orders(self, plan: WorkshopPlan) -> None:
        month = plan.calendar.month
        agreed_on = month.first_day - timedelta(days=8)
        for line, product in enumerate(plan.products, start=1):
            placed: dict[str, Any] = {
                "company": COMPANY,
                "order": f"PO-{month.year}{month.number:02d}-{plan.number:02d}",
                "line": line,
                "workshop": plan.code,
                "kind": "fixed",
                "product": product.product.code,
                "month": str(month),
                "quantity": product.fixed_quantity,
                "amount_yuan": f"{product.fixed_amount_yuan}",
                "agreed_on": agreed_on.isoformat(),
                "due_on": month.last_day.isoformat(),
                "recorded_at": local_moment(agreed_on, "16:20"),
            }
            self._tables["orders"].row(**placed)
            if self._request.faults and line == 1:
                self._tables["orders"].row(**placed)
                self._tables["orders"].note("the same row again", "the order counts once")
            if plan.door is AttendanceDoor.CLOCK:
                self._excess_order(plan, placed, product.fixed_quantity * _EXCESS_SHARE_PERCENT // 100)
            if plan.door is AttendanceDoor.STATION:
                self._late_amendment(plan, placed)

    def _excess_order(self, plan: WorkshopPlan, placed: dict[str, Any], quantity: int) -> None:
        amount_yuan = plan.products[0].product.price_yuan * quantity
        agreed_on = plan.calendar.workdays[9]
        self._tables["orders"].row(
            **placed
            | {
                "line": 2,
                "kind": "excess",
                "quantity": quantity,
                "amount_yuan": f"{amount_yuan:.2f}",
                "agreed_on": agreed_on.isoformat(),
                "recorded_at": local_moment(agreed_on, "11:45"),
            }
        )

    def _late_amendment(self, plan: WorkshopPlan, placed: dict[str, Any]) -> None:
        """The fixed quantity lowered to what was made, after the month: it changes no award."""
        agreed_on = plan.calendar.of_next_month(3)
        made = plan.products[0].accepted_quantity
        self._tables["orders"].row(
            **placed
            | {
                "quantity": made,
                "amount_yuan": f"{plan.products[0].product.price_yuan * made:.2f}",
                "agreed_on": agreed_on.isoformat(),
                "revision": 2,
                "recorded_at": local_moment(agreed_on, "09:10"),
            }
        )

    def _deliveries(self, plan: WorkshopPlan) -> None:
        for position, inspection in enumerate(plan.deliveries):
            late = inspection.inspected_on > plan.calendar.month.last_day
            table = self._tables["deliveries-late" if late else "deliveries"]
            row = _delivery_row(plan, inspection)
            if self._request.faults and position == 2:
                table.write(f"{COMPANY},{inspection.delivery},1,{plan.code}")
                refusal = Refusal("rejected", f"/line {table.line}")
                table.note("a row that breaks off", "refused; the whole row follows and counts", refusal)
            first_seen = 60 if plan.door is AttendanceDoor.STATION and position == 1 else 0
            table.row(**row | {"accepted_quantity": inspection.accepted_quantity + first_seen})
            if first_seen:
                self._revised_inspection(plan, row)
            if self._request.faults and position == 3:
                table.row(**row)
                table.note("the same row again", "the delivery counts once")

    def _revised_inspection(self, plan: WorkshopPlan, row: dict[str, Any]) -> None:
        """The company looks again and takes 60 pieces back: the order is open again."""
        seen_again_on = plan.calendar.of_next_month(12)
        self._tables["deliveries-late"].row(
            **row
            | {
                "inspected_on": seen_again_on.isoformat(),
                "rejected_quantity": row["rejected_quantity"] + 60,
                "revision": 2,
                "recorded_at": local_moment(seen_again_on, "15:00"),
            }
        )

    def _certify(self, plan: WorkshopPlan) -> None:
        for enrolment in plan.enrolments:
            issued = TRAITS[enrolment.person.role].certificate
            if issued is None or enrolment.since != enrolment.person.first_day:
                continue
            self._certificates += 1
            earlier = (plan.calendar.month + -2).first_day + timedelta(days=11)
            certified_on = earlier if issued == "earlier" else plan.calendar.workdays[10]
            self._tables["certificates"].row(
                certificate=f"CERT-{self._certificates:05d}",
                worker=enrolment.person.worker,
                trade="sewing",
                grade="elementary" if self._certificates % 3 else "intermediate",
                certified_on=certified_on.isoformat(),
                recorded_at=local_moment(plan.calendar.of_next_month(2), "09:00"),
            )


def _delivery_row(plan: WorkshopPlan, inspection: Delivery) -> dict[str, Any]:
    return {
        "company": COMPANY,
        "delivery": inspection.delivery,
        "line": 1,
        "workshop": plan.code,
        "product": inspection.product,
        "production_month": str(plan.calendar.month),
        "inspected_on": inspection.inspected_on.isoformat(),
        "accepted_quantity": inspection.accepted_quantity,
        "rejected_quantity": inspection.rejected_quantity,
        "recorded_at": local_moment(inspection.inspected_on, "17:30"),
    }
