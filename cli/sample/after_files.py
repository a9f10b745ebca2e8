"""What comes after the month is paid: the first workshop's next month, with the mistakes people and programs make.

Nothing of it changes what the month paid. Each file says what must be answered, and what must be so afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from stdnum import luhn

from cli.sample.account_files import BANK_CODE
from cli.sample.clients import COMPANY_ERP, COUNTY_SECOND, labour_station, workshop_clerk
from cli.sample.expected import AfterStep, Answer, WhatIsSo
from cli.sample.folder import SampleFolder
from cli.sample.people import Person, Role
from cli.sample.plan import WorkshopPlan
from cli.sample.products import COMPANY, PRODUCTS
from cli.sample.sending import Sending
from cli.sample.workshop import clock_pins, folder_of

NIGHTS: Final = "20:00-08:00"
DEVICE_NUMBER: Final = "101"
MISTYPED_RATE_YUAN, RATE_YUAN = "50000", "0.50"
"""The point of 0.50 was left out, and zeros came in front of it."""
PIECES, MISTYPED_PIECES = 100, 10_000_000
LATE_PIECES: Final = 8
_TRIAL: Final = "trial-packing"
_DAY_TO_COME: Final = "2062-08-01"


class AfterFiles:
    """Writes the files that are sent once the month is paid, in the order in which they are sent."""

    def __init__(self, folder: SampleFolder, plan: WorkshopPlan) -> None:
        ordinary = [known.person for known in plan.presences if known.person.role is Role.ORDINARY]
        self._quick, self._by_keys, self._without_keys = ordinary[:3]
        self._folder = folder
        self._plan = plan
        self._month = plan.calendar.month + 1
        self._clerk = workshop_clerk(plan.code)
        self._station = labour_station(plan.station)

    def write(self) -> None:
        """All of them."""
        self._roster()
        self._export_to_usb()
        self._nights()
        self._titled()
        self._month_sheet()
        self._refused()
        self._one_zero_one()
        self._account()
        self._waiting()
        self._after_the_close()

    def _add(
        self, name: str, told: tuple[str, str, Answer], sending: Sending, content: str | bytes, *so: WhatIsSo
    ) -> None:
        file = f"{folder_of(self._plan)}/after/{name}"
        chinese, english, answer = told
        entries = answer.taken + len(answer.refused)
        self._folder.write_bytes(file, content if isinstance(content, bytes) else content.encode())
        self._folder.after.append(AfterStep(file, sending, entries, chinese, english, answer, so))

    def _table(self, kind: str) -> Sending:
        return Sending.table("orders" if kind == "piecework" else "placement", kind, self._clerk)

    def _day(self, number: int) -> date:
        return self._month.first_day + timedelta(days=number - 1)

    def _attended(self, person: Person, **weight_by_day: str | None) -> list[WhatIsSo]:
        path = f"/v1/attendance/{person.worker}/{self._month}"
        return [
            WhatIsSo("placement", path, f"days.day={self._day(int(day[1:]))}.weight_days", weight)
            for day, weight in weight_by_day.items()
        ]

    def _roster(self) -> None:
        days = ";".join(f"{self._day(number)}" for number in range(1, 7))
        told = ("次月排班，夜班 20:00-08:00", "the next month's roster, with hours of a night shift", Answer(taken=1))
        roster = _csv("workshop month expected_days shift_hours", [(self._plan.code, self._month, days, NIGHTS)])
        self._add("01-roster.csv", told, self._table("rosters"), roster)

    def _export_to_usb(self) -> None:
        """Six columns, the third the number of the device."""
        pin = clock_pins(self._plan)[self._quick.worker]
        times = [(1, "07:58:10", 0), (1, "07:58:14", 0), (1, "17:31:02", 1), (2, "07:55:40", 0), (2, "17:30:05", 0)]
        times.append((2, "17:30:41", 1))
        usb = [f"{pin:>9}\t{self._day(day)} {clock}\t{DEVICE_NUMBER}\t{key}\t1\t0" for day, clock, key in times]
        told = (
            "考勤机 U 盘导出（六栏）：连按两下、按错键又改正",
            "the clock's export to USB, of six columns: a double press, and a wrong key put right",
            Answer(taken=len(usb), layout="usb"),
        )
        sending = Sending.attlog(self._plan.clock_serial, self._station)
        self._add("02-usb/attlog.dat", told, sending, _lines(usb), *self._attended(self._quick, d1="1", d2="1"))

    def _nights(self) -> None:
        """Over the cut of the day, as pushed: one worker presses the keys for coming and going, the other does not."""
        pins = clock_pins(self._plan)
        sending = Sending.attlog(self._plan.clock_serial, self._station)
        nights = [(1, "19:51:00", 0), (2, "08:04:00", 1), (2, "19:56:00", 0), (3, "08:01:00", 1)]
        pushed = [
            f"{pins[person.worker]:>9}\t{self._day(day)} {clock}\t{key if with_keys else 255}\t1"
            for day, clock, key in nights
            for person, with_keys in ((self._by_keys, True), (self._without_keys, False))
        ]
        told = (
            "夜班跨日：一人按键，一人不按键",
            "nights over the cut of the day: one presses the keys, one does not",
            Answer(taken=len(pushed), layout="push"),
        )
        worked = [
            so for who in (self._by_keys, self._without_keys) for so in self._attended(who, d1="1", d2="1", d3=None)
        ]
        self._add("03-nights/attlog.dat", told, sending, _lines(pushed), *worked)

    def _titled(self) -> None:
        who, fourth, fifth = self._quick, self._day(4), self._day(5)
        rows = [
            f"{self._month.year}年{self._month.number}月考勤,,,",
            "工号,工坊,日期,出勤天数",
            f"{who.worker},{self._plan.code},{fourth.year}/{fourth.month}/{fourth.day},1",
            f"{who.worker},{self._plan.code},{fifth.year}年{fifth.month}月{fifth.day}日,０.５",
            ",,,",
        ]
        told = (
            "标题行、中文栏名、表格软件的日期、全角数字",
            "a title line, Chinese headings, dates and digits as programs write them",
            Answer(taken=2),
        )
        self._add(
            "04-titled.csv", told, self._table("attendance"), _lines(rows), *self._attended(who, d4="1", d5="0.5")
        )

    def _month_sheet(self) -> None:
        who = self._quick
        days = range(1, self._month.last_day.day + 1)
        marks = {6: "√", 7: "×", 8: "半", 9: "带薪假"}
        rows = [
            f"工坊：{self._plan.code},{self._month.year}年{self._month.number}月考勤表",
            ",".join(["工号", "姓名", *map(str, days)]),
            ",".join([who.worker, who.name, *(marks.get(day, "") for day in days)]),
        ]
        told = ("考勤表：一人一行，一日一栏", "a month sheet: a row a worker, a column a day", Answer(taken=4))
        so = self._attended(who, d6="1", d7="0", d8="0.5", d9="0")
        self._add("05-month-sheet.csv", told, self._table("attendance"), _lines(rows), *so)

    def _refused(self) -> None:
        """Damage is told from data, and a day that has not come is none."""
        head, row = (
            "worker,account_number,bank_name",
            f"{self._quick.worker},{_other_account(self._quick)},样例村镇银行",
        )
        mixed = f"{head}\n{row}1号支行\n".encode() + f"{row}2号支行\n".encode("gb18030")
        told = (
            "UTF-8 文件里贴进一行 GB18030",
            "a row of GB18030 pasted into UTF-8",
            Answer(refused_as_a_whole="line 3"),
        )
        self._add("06-two-encodings.csv", told, self._table("accounts"), mixed)
        quote = f"{head}\n{row.replace('样例', chr(34) + '样例')}1号支行\n{row}2号支行\n"
        told = ("引号未闭合，吞掉后面的行", "a quote that never closes", Answer(refused_as_a_whole="line 2"))
        self._add("07-open-quote.csv", told, self._table("accounts"), quote)
        destroyed = f"{head}\n{self._quick.worker},6.217E+18,样例村镇银行1号支行\n"
        told = ("表格软件毁掉的账号", "an account that a spreadsheet program destroyed", Answer(refused={2: "/line 2"}))
        self._add("08-destroyed-account.csv", told, self._table("accounts"), destroyed)
        to_come = self._attendance(("1", _DAY_TO_COME, None))
        told = ("还没到的日子", "a day that has not come", Answer(refused={2: "/data/day"}))
        self._add("09-day-to-come.csv", told, self._table("attendance"), to_come)

    def _attendance(self, *rows: tuple[str, object, int | None]) -> str:
        who = self._quick
        return _csv(
            "worker workshop day weight_days revision",
            [(who.worker, self._plan.code, day, weight, revision) for weight, day, revision in rows],
        )

    def _one_zero_one(self) -> None:
        """The third file brings back nothing and says so; a revision does."""
        tenth, who = self._day(10), self._quick
        table = self._table("attendance")
        first, second = self._attendance(("1", tenth, None)), self._attendance(("0", tenth, None))
        told = ("某天记 1 天", "a day is worked", Answer(taken=1))
        self._add("10-one.csv", told, table, first)
        told = ("更正为 0", "then it was not", Answer(taken=1))
        self._add("11-zero.csv", told, table, second)
        told = (
            "再送原来的 1：重复，不生效",
            "the first content again: a duplicate, not in force",
            Answer(taken=1, superseded=(2,)),
        )
        self._add("12-one-again.csv", told, table, first)
        told = ("写上 revision 1 就恢复", "a revision brings it back", Answer(taken=1))
        self._add("13-revised.csv", told, table, self._attendance(("1", tenth, 1)), *self._attended(who, d10="1"))

    def _account(self) -> None:
        """A changed account is a proposal until a second person has written the number too."""
        who, number = self._by_keys, _other_account(self._by_keys)
        proposals, shown = "/v1/account-proposals", f"proposals.worker={who.worker}.worker"
        told = ("改账号：先等第二人确认", "a changed account waits for a second person", Answer(taken=1))
        changed = _csv(
            "worker account_number bank_name bank_code", [(who.worker, number, "样例村镇银行9号支行", BANK_CODE)]
        )
        waits = WhatIsSo("placement", proposals, shown, who.worker, first_time_only=True)
        self._add("14-changed-account.csv", told, self._table("accounts"), changed, waits)
        told = ("第二人核对账号后确认", "a second person compares the number and confirms", Answer(taken=1))
        decision = f'{{"account_number": "{number}", "confirmed": true, "reason": "compared with the bank card"}}\n'
        sending = Sending.resource("placement", f"/v1/workers/{who.worker}/account/decision", COUNTY_SECOND)
        self._add("15-account-confirmed.json", told, sending, decision, WhatIsSo("placement", proposals, shown, None))

    def _waiting(self) -> None:
        """A rate without its point, quantities with zeros too many: no statement holds that until both are mended."""
        who = self._without_keys
        statement = f"/v1/statements/{who.worker}/{self._month}"
        rates = Sending.table("orders", "rates", COMPANY_ERP)
        told = ("单价漏了小数点", "a rate without its decimal point", Answer(taken=1))
        self._add("16-rate-mistyped.csv", told, rates, self._rate(MISTYPED_RATE_YUAN))
        told = ("数量多打了零：金额装不下，这份工资等待", "quantities too large: the statement waits", Answer(taken=2))
        waits = WhatIsSo("payroll", statement, "incomplete", ["facts_waiting:statement"], first_time_only=True)
        self._add("17-pieces-mistyped.csv", told, self._table("piecework"), self._pieces(MISTYPED_PIECES), waits)
        told = ("单价更正", "the rate corrected", Answer(taken=1))
        self._add("18-rate-corrected.csv", told, rates, self._rate(RATE_YUAN, 1))
        told = ("数量更正：工资算出", "the quantities corrected: the statement is there", Answer(taken=2))
        earned = f"{2 * PIECES * Decimal(RATE_YUAN):.2f}"
        so = [WhatIsSo("payroll", statement, "incomplete", []), WhatIsSo("payroll", statement, "total", earned)]
        self._add("19-pieces-corrected.csv", told, self._table("piecework"), self._pieces(PIECES, 1), *so)

    def _rate(self, rate_yuan: str, revision: int | None = None) -> str:
        columns = "company product operation effective_from unit_rate_yuan revision"
        return _csv(columns, [(COMPANY, PRODUCTS[0].code, _TRIAL, self._day(1), rate_yuan, revision)])

    def _pieces(self, quantity: int, revision: int | None = None) -> str:
        rows = [(f"PW-01-T000{n}", PRODUCTS[0].code, _TRIAL, self._day(n), quantity, revision) for n in (1, 2)]
        return self._book(rows)

    def _book(self, rows: Iterable[tuple[object, ...]], *, withdrawn: str | None = None) -> str:
        columns = "entry workshop company product operation worked_on worker accepted_quantity revision withdrawn"
        return _csv(
            columns,
            [
                (
                    entry,
                    self._plan.code,
                    COMPANY,
                    product,
                    operation,
                    day,
                    self._without_keys.worker,
                    quantity,
                    revision,
                    withdrawn,
                )
                for entry, product, operation, day, quantity, revision in rows
            ],
        )

    def _after_the_close(self) -> None:
        """A forgotten entry of the closed month is a difference of the next one, until it is taken back."""
        product = PRODUCTS[0]
        operation, day = product.operations[0], self._plan.calendar.workdays[0]
        difference = f"{LATE_PIECES * operation.unit_rate_yuan:.2f}"
        row = ("PW-01-L0001", product.code, operation.name, day, LATE_PIECES)
        path = f"/v1/months/{self._plan.code}/{self._month}"
        shown = f"settlements.beneficiary={self._without_keys.worker}.adjustments_total"
        told = (
            "关账后才来的计件：差额留到下月",
            "pieces that come after the close: a difference of the next month",
            Answer(taken=1),
        )
        owed = WhatIsSo("payroll", path, shown, difference, first_time_only=True)
        self._add("20-after-the-close.csv", told, self._table("piecework"), self._book([(*row, None)]), owed)
        told = ("又撤回：差额消失", "taken back: no difference is left", Answer(taken=1))
        back = self._book([(*row, 1)], withdrawn="yes")
        settled = WhatIsSo("payroll", path, shown, "0.00")
        self._add("21-taken-back.csv", told, self._table("piecework"), back, settled)


def _csv(columns: str, rows: Sequence[Sequence[object]]) -> str:
    cells = [columns.split(), *([("" if cell is None else f"{cell}") for cell in row] for row in rows)]
    return _lines(",".join(row) for row in cells)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _other_account(person: Person) -> str:
    """Another of the bank that does not exist; the last digit fits the others as on a real card."""
    body = f"0000991{int(person.worker[2:]):011d}"
    return body + luhn.calc_check_digit(body)
