"""A month from open to paid by the command line alone, and what each person is told when something is refused."""

import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest_asyncio
from openpyxl import load_workbook

from services.payroll.api import create_app
from shared.clock import shanghai_today
from tests.support.harness import ServiceUnderTest, free_port, settings_for
from tests.support.payroll.bank import details
from tests.support.payroll.books import close
from tests.support.payroll.claims import claim
from tests.support.payroll.client_commands import Commands, bank_answers, served
from tests.support.payroll.facts import attended, pieces, production, profit, registered, shares, workshop
from tests.support.tokens import TokenIssuer

MONTH = ("WS-01", "2022-07")
TODAY = shanghai_today().isoformat()


@pytest_asyncio.fixture
async def gongfang(payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path) -> AsyncIterator[Commands]:
    """July of a workshop: W-1 to W-3 with accounts, W-4 without one, an award; W-2's rate is not published yet."""
    await payroll.record(
        workshop(),
        *(registered(f"W-{number}", first_day="2022-04-01") for number in range(1, 5)),
        *(pieces(f"W-{number}", f"E-{number}", "2022-07-04", 400) for number in (1, 3, 4)),
        pieces("W-2", "E-2", "2022-07-04", 100, rate=None),
        production("2022-07", 10_000, 12_000, "200000.00"),
        *(details(f"W-{number}", f"62170000000000000{number}") for number in (1, 2, 3)),
        details("W-4", account=None),
    )
    issuer = TokenIssuer(tmp_path)
    with served(create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))) as url:
        yield Commands(url, issuer)


async def audited(payroll: ServiceUnderTest, action: str) -> int:
    """How often something was recorded since the tests began."""
    found: int = await payroll.pool.fetchval("SELECT count(*) FROM audit_log WHERE action = $1", action)
    return found


def test_clerk_and_checker_take_a_month_from_open_to_closed(gongfang: Commands) -> None:
    told = gongfang.refused("li", "months", "submit", *MONTH)
    assert "未办理 Not decided [照现状结账的理由 --accept-incomplete]" in told
    assert "有 1 份工资未完结" in told
    assert re.search(r"W-2: 缺单价 rate_missing:", told)
    assert "应写成 工号=原因" in gongfang.refused("li", "months", "submit", *MONTH, "--hold", "W-2", exit_code=2)
    assert "W-9 本月没有可结算的" in gongfang.refused("li", "months", "submit", *MONTH, "--hold", "W-9=unknown")

    told = gongfang.told("both", "months", "submit", *MONTH, "--hold", "W-2=单价下周公布")
    assert "已提交审核 submitted: 3 人 people, 应得 earned 7000.00" in told
    assert "本人不能核准" in gongfang.refused("both", "months", "approve", *MONTH, answer="y\n")
    told = gongfang.told("zhao", "months", "send-back", *MONTH, "--reason", "W-3 十二日请假")
    assert "已退回" in told
    assert "原因 --reason: 不足 3 个字" in gongfang.refused("zhao", "months", "send-back", *MONTH, "--reason", "x")
    told = gongfang.refused("zhao", "months", "approve", *MONTH)
    assert "WS-01 的 2022-07 现在是“未结”" in told

    gongfang.told("li", "months", "submit", *MONTH, "--hold", "W-2=单价下周公布")
    assert "未结账 not closed" in gongfang.refused("zhao", "months", "approve", *MONTH, answer="n\n")
    told = gongfang.told("zhao", "months", "approve", *MONTH, answer="y\n")
    assert "提交 submitted by li" in told
    assert "已结账 closed: 3 人 people" in told
    assert "已结 closed" in gongfang.told("li", "months", "list", "--month", "2022-07")
    shown = gongfang.told("zhao", "months", "show", *MONTH)
    assert re.search(r"W-1 杨秀英 +│ +1000\.00", shown)
    assert "暂缓 held W-2 龙建国: 单价下周公布" in shown
    steps = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d  (\S+ .*)", shown)
    assert [step.split("  ")[0] for step in steps] == [
        "提交 submitted",
        "退回 sent back",
        "提交 submitted",
        "核准结账 approved",
    ]


async def test_the_clerk_sees_the_days_to_look_at_and_how_many_he_leaves(
    gongfang: Commands, payroll: ServiceUnderTest
) -> None:
    await payroll.record(
        attended("W-1", "2022-07-04", "0", basis="clock", doubts=["single_punch"]),
        attended("W-3", "2022-07-05", "0.5", basis="clock", doubts=["unpaired_punch"]),
        attended("W-2", "2022-07-06", "0", basis="clock", doubts=["shift_unclear"]),
    )
    shown = gongfang.told("li", "months", "show", *MONTH)
    assert "待核出勤 days to look at: 3" in shown
    assert re.search(r"W-3 石老满 +│ 2022-07-05 +│ +0\.5 │ 签到签退不成对 unpaired punch", shown)
    told = gongfang.told("li", "months", "submit", *MONTH, "--hold", "W-2=单价下周公布")
    assert "其中未核出勤 days left that need a look: 2 天 days, 2 人 people" in told


async def test_what_waits_is_told_to_clerk_checker_finance_and_operator(
    gongfang: Commands, payroll: ServiceUnderTest
) -> None:
    assert "没有等待计算的 nothing waits" in gongfang.told("operator", "waiting", "payroll")
    await payroll.send(pieces("W-3", "E-9", "2022-07-05", 1))
    await payroll.pool.execute(
        "UPDATE piecework SET accepted_quantity = 1000000000, unit_rate_yuan = 99999999.9999 WHERE entry = 'E-9'"
    )
    await payroll.compute()
    told = gongfang.refused("li", "months", "submit", *MONTH, "--hold", "W-2=单价下周公布")
    assert "W-3 有数据无法计算，正在等待" in told
    assert "用 --hold 工号=原因 暂缓这些人" in told
    assert "W-3: 工资 payroll: statement W-3/2022-07 (overflow:amount_yuan), 起于 since 2" in told
    assert "等待 waiting W-3 石老满, 须先暂缓 to be held" in gongfang.told("zhao", "months", "show", *MONTH)
    for more in ((), ("--explain",)):
        shown = gongfang.told("li", "statement", "W-3", "2022-07", *more)
        assert "有数据无法计算，正在等待 facts_waiting:statement" in shown
        assert "1000.00" in shown, "as it was before"
    listed = gongfang.told("operator", "waiting", "payroll")
    assert re.search(r"payroll +│ statement W-3/2022-07 +│", listed)
    assert "wages W-3 2022-07" in listed
    assert "没有权限" in gongfang.refused("li", "waiting", "payroll")


def test_strangers_and_slips_of_the_pen_are_told_what_to_do(gongfang: Commands) -> None:
    told = gongfang.refused("zhao", "months", "submit", *MONTH)
    assert "没有权限" in told
    assert "zhao 没有这些权限中的任何一个" in told
    told = gongfang.refused("li", "months", "submit", "WS-02", "2022-07")
    assert "请申请权限 clerk:WS-02" in told
    assert "请写成 2022-07" in gongfang.refused("li", "months", "show", "WS-01", "2022-7", exit_code=2)
    assert "请写成 2022-07" in gongfang.refused("li", "months", "list", "--month", "July", exit_code=2)
    assert "没有登记工坊 WS-09" in gongfang.refused("finance", "months", "show", "WS-09", "2022-07")
    told = gongfang.refused("zhao", "months", "approve", *MONTH, "--hash", "abc")
    assert "哈希 --hash: 不是哈希" in told
    nobody = Commands(f"http://127.0.0.1:{free_port()}", gongfang.issuer)
    assert "连不上 payroll" in nobody.refused("li", "months", "list")
    assert "令牌写错了" in gongfang.refused("li", "months", "list", "--token", "令牌")
    assert "令牌未被接受" in gongfang.refused("li", "months", "list", "--token", "abc")


async def test_finance_pays_and_pays_again_what_came_back(
    gongfang: Commands, payroll: ServiceUnderTest, tmp_path: Path
) -> None:
    assert "先结账" in gongfang.refused("finance", "payments", "create", "--month", "2022-07")
    await close(payroll, "2022-07", held={"W-2": "rate to follow"})
    assert "没有文件格式 'generic'" in gongfang.refused("finance", "payments", "create", "--template", "generic")
    assert "generic-csv" in gongfang.told("finance", "payments", "templates")
    assert "已结未到账" in gongfang.told("finance", "payments", "overdue")

    told = gongfang.told("finance", "payments", "create", "--month", "2022-07", "--template", "generic-csv")
    batch, *_ = re.findall(r"批次 batch (\d+)  待交银行 prepared: 2 笔 payments, 2000.00 元", told)
    assert "未付 blocked: W-4 1000.00 元: 没有账号 no account is known" in told
    assert "未付 blocked: V-WS-01 4000.00 元: 没有账号" in told
    told = gongfang.refused("finance", "payments", "create", "--month", "2022-07")
    assert "W-4: 没有账号 no account is known" in told

    wages, answer = tmp_path / "wages.csv", tmp_path / "answer.csv"
    bank_answers(Path("/dev/null"), answer, TODAY)
    assert "从未取过" in gongfang.refused("finance", "payments", "return", batch, str(answer))
    assert "不能取它的文件" in gongfang.refused("finance", "payments", "file", batch, "-o", str(wages))
    gongfang.told("cashier", "payments", "file", batch, "-o", str(wages))
    assert stat.S_IMODE(wages.stat().st_mode) == 0o600
    copy = tmp_path / "again.csv"
    gongfang.told("cashier", "payments", "file", batch, "-o", str(copy))
    assert copy.read_bytes() == wages.read_bytes()
    assert "可能已交银行" in gongfang.refused("finance", "payments", "cancel", batch, "--reason", "a mistake")

    bank_answers(wages, answer, TODAY, returned=1, nonsense=True)
    result = gongfang.run("finance", "payments", "return", batch, str(answer))
    assert result.exit_code == 1
    assert "3 行 rows: 到账 settled 1, 退回 returned 1" in result.stdout
    assert "1 行未采用" in result.stdout
    assert re.search(r"4 │ 金额 amount +│ 不是金额（yuan）；请更正单元格或格式", result.stdout)
    again = gongfang.run("finance", "payments", "return", batch, str(answer))
    assert (again.exit_code, "到账 settled 0, 退回 returned 0, 未变 unchanged 2" in again.stdout) == (1, True)
    shown = gongfang.told("finance", "payments", "show", batch, "--state", "returned")
    assert "已退回 returned" in shown
    assert "户名与账号不符" in shown
    assert "621700" not in shown
    assert shown.count("finance: 银行回盘未采用 the bank's answer, not taken: 1 行 lines") == 2
    assert re.search(r"4 │ +│ — +│ 金额 amount +│ 不是金额", shown)

    told = gongfang.told("finance", "payments", "retry", batch)
    (retried,) = re.findall(rf"批次 batch (\d+) \(重发 retry of {batch}\)  待交银行 prepared: 1 笔", told)
    assert "没有尚未重发的退回款" in gongfang.refused("finance", "payments", "retry", batch)
    assert int(retried) == int(batch) + 1, "what was refused between them took no number"
    gongfang.told("cashier", "payments", "file", retried, "-o", str(wages))
    bank_answers(wages, answer, "2020-01-01")
    assert gongfang.run("finance", "payments", "return", retried, str(answer)).exit_code == 1
    shown = gongfang.told("finance", "payments", "show", retried)
    assert re.search(rf"2 │ GF-{retried}-\d+ +│ W-1 杨\*\* +│ 处理日期 date", shown)
    bank_answers(wages, answer, TODAY)
    gongfang.told("finance", "payments", "return", retried, str(answer))
    assert len(re.findall("已回盘 answered", gongfang.told("finance", "payments", "list"))) == 2
    assert "借贷平衡 balanced" in gongfang.told("finance", "ledger", "trial-balance")


async def test_a_month_is_paid_when_collective_and_latecomer_have_accounts_too(
    gongfang: Commands, payroll: ServiceUnderTest, tmp_path: Path
) -> None:
    await close(payroll, "2022-07", held={"W-2": "rate to follow"})
    account = ("--bank", "农商行", "--holder", "大兴村")
    told = gongfang.refused("registrar", "payments", "account", "collective", "V-WS-01", "--number", "1", *account)
    assert "账号 --number: 不是账号" in told
    assert "not one of" in gongfang.refused(
        "registrar", "payments", "account", "worker", "W-4", "--number", "82010100", *account, exit_code=2
    )
    told = gongfang.told("registrar", "payments", "account", "collective", "V-WS-01", "--number", "82010100", *account)
    assert "****0100" in told
    assert "82010100" not in told
    await payroll.record(details("W-4", "6217000000000000004", revision=2))
    (batch,) = re.findall(r"batch (\d+) ", gongfang.told("finance", "payments", "create"))
    wages, answer = tmp_path / "wages.csv", tmp_path / "answer.csv"
    gongfang.told("cashier", "payments", "file", batch, "-o", str(wages))
    bank_answers(wages, answer, TODAY)
    gongfang.told("finance", "payments", "return", batch, str(answer))
    assert "已发 paid" in gongfang.told("li", "months", "list")
    overdue = gongfang.told("finance", "payments", "overdue")
    assert "已结未到账" not in overdue  # W-2, who was held, has no rate yet and nothing to come
    assert "没有拖欠 no wages are overdue" in overdue
    posted = gongfang.told("finance", "ledger", "account", "payable:worker:W-4")
    assert re.search(r"payment_instructed +│ payable:worker:W-4 +│ transit:\d+ +│ +1000\.00", posted)
    assert "没有分录 nothing was posted" in gongfang.told("finance", "ledger", "account", "payable:worker:W-404")


async def test_a_collectives_changed_account_is_listed_and_confirmed_by_another_of_finance(gongfang: Commands) -> None:
    given = ("payments", "account", "collective", "V-WS-01", "--bank", "农商行", "--holder", "大兴村")
    decided = ("V-WS-01", "--kind", "collective", "--reason", "sealed letter")
    assert "已生效 in force" in gongfang.told("registrar", *given, "--number", "82010100")
    assert "没有待确认的账号" in gongfang.told("finance", "accounts", "list", "--payees")
    assert "待另一人确认" in gongfang.told("registrar", *given, "--number", "82010200")
    listed = gongfang.told("finance", "accounts", "list", "--payees")
    assert re.search(r"collective V-WS-01 +│ +— +│ \*+0100 +│ \*+0200 +│ 农商行", listed)
    assert "82010200" not in listed
    told = gongfang.refused("registrar", "accounts", "confirm", *decided, answer="82010200\n")
    assert "该账号由 registrar 登记，本人不能确认" in told
    assert "账号 --number" in gongfang.refused("finance", "accounts", "confirm", *decided, answer="82010201\n")
    told = gongfang.told("finance", "accounts", "confirm", *decided, answer="82010200\n")
    assert "V-WS-01 账号已确认" in told
    assert "起付往新账号 paid to from that day" in told
    assert "已确认，等待期满后生效" in gongfang.told("registrar", *given, "--number", "82010200")
    withdrawn = ("payments", "withdraw-account", "collective", "V-WS-01", "--reason", "closed")
    assert "账号已撤销" in gongfang.told("finance", *withdrawn)
    assert "没有登记账号" in gongfang.refused("finance", *withdrawn)


async def test_a_late_fact_is_explained_and_one_person_corrected_without_the_run(
    gongfang: Commands, payroll: ServiceUnderTest
) -> None:
    await close(payroll, "2022-07", held={"W-2": "rate to follow"})
    assert "没有待结的差额" in gongfang.refused("li", "supplements", "prepare", *MONTH, "W-1", "--reason", "rent")
    await payroll.record(pieces("W-1", "E-9", "2022-07-05", 40))
    told = gongfang.told("li", "statement", "W-1", "2022-07", "--explain")
    assert "按现有数据 by the facts of now 1100.00 元" in told
    assert "toy-a sewing：440 件 × 2.50 元" in told
    assert "toy-a sewing：400 件 × 2.50 元" in told, "what was settled keeps its own explanation"
    assert "待结差额 difference due: 100.00 元" in told
    history = gongfang.told("zhao", "statement", "W-1", "2022-07", "--history")
    assert re.search(r"\+ 新计入 counted 1: \S+E-9/W-1@1", history)
    assert "请核对工号和月份" in gongfang.refused("finance", "statement", "W-404", "2022-07")

    told = gongfang.told("li", "supplements", "prepare", *MONTH, "W-1", "--reason", "急需交房租")
    (number,) = re.findall(r"补充结算 supplement (\d+)", told)
    assert "piecework (WS-01): 100.00 元" in told
    assert "先核准或驳回那一份" in gongfang.refused("li", "supplements", "prepare", *MONTH, "W-1", "--reason", "rent")
    assert "待核准 prepared" in gongfang.told("zhao", "supplements", "list", *MONTH)
    assert "未核准" in gongfang.refused("zhao", "supplements", "approve", number, answer="n\n")
    told = gongfang.told("zhao", "supplements", "approve", number, answer="y\n")
    assert "2022-07 差额 difference 100.00 元" in told
    assert "已核准 approved: 实发 net 100.00 元" in told
    assert f"第 {number} 号补充结算已核准（zhao）" in gongfang.refused("zhao", "supplements", "approve", number)
    assert "原 before → 现 after: 1000.00 → 1100.00 元" in gongfang.told("li", "statement", "W-1", "2022-07")
    assert "实发 net 100.00 元" in gongfang.told("li", "supplements", "show", number)


async def test_a_supplement_that_facts_have_changed_is_refused_and_prepared_anew(
    gongfang: Commands, payroll: ServiceUnderTest
) -> None:
    await close(payroll, "2022-07", held={"W-2": "rate to follow"})
    await payroll.record(pieces("W-1", "E-9", "2022-07-05", 40))
    told = gongfang.told("li", "supplements", "prepare", *MONTH, "W-1", "--reason", "rent")
    (number,) = re.findall(r"补充结算 supplement (\d+)", told)
    await payroll.record(pieces("W-1", "E-9", "2022-07-05", 30, revision=2))
    assert "提出以后数据有变" in gongfang.told("zhao", "supplements", "show", number)
    assert "数据有变" in gongfang.refused("zhao", "supplements", "approve", number, answer="y\n")
    assert "已驳回" in gongfang.told("zhao", "supplements", "refuse", number, "--reason", "another quantity")
    assert "another quantity" in gongfang.told("zhao", "supplements", "list", *MONTH)


async def test_papers_are_written_for_their_owner_alone_and_nothing_is_fetched_in_vain(
    gongfang: Commands, payroll: ServiceUnderTest, tmp_path: Path
) -> None:
    assert "结账以后才有工资支付表" in gongfang.refused("li", "wage-list", *MONTH, "-o", str(tmp_path / "w.xlsx"))
    await close(payroll, "2022-07", held={"W-2": "rate to follow"})
    starts = {".html": b"<!doctype html>", ".pdf": b"%PDF-", ".xlsx": b"PK"}
    for ending, start in starts.items():
        target = tmp_path / f"payslip{ending}"
        gongfang.told("li", "payslip", "W-1", "2022-07", "-o", str(target))
        assert target.read_bytes().lower().startswith(start.lower())
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    english = tmp_path / "payslip-en.html"
    gongfang.told("li", "payslip", "W-1", "2022-07", "-o", str(english), "--language", "en")
    assert "工资单" in (tmp_path / "payslip.html").read_text("utf-8")
    assert "工资单" not in english.read_text("utf-8")

    before = await audited(payroll, "wage_list.fetched")
    missing = gongfang.refused("li", "wage-list", *MONTH, "-o", str(tmp_path / "nowhere" / "wages.xlsx"))
    assert "没有文件夹" in missing
    gongfang.refused("li", "wage-list", *MONTH, "-o", str(tmp_path / "wages.doc"), exit_code=2)
    gongfang.refused("li", "wage-list", *MONTH, "-o", str(tmp_path / "wages.pdf"), "--language", "fr", exit_code=2)
    assert await audited(payroll, "wage_list.fetched") == before
    wages = tmp_path / "wages.xlsx"
    gongfang.told("li", "wage-list", *MONTH, "-o", str(wages))
    assert await audited(payroll, "wage_list.fetched") == before + 1
    names = [row[1] for row in load_workbook(wages).worksheets[0].iter_rows(min_row=3, max_row=5, values_only=True)]
    assert names == ["杨秀英", "石老满", "工人W-4"]


async def test_finance_runs_funds_and_claims_and_publishes_them(
    gongfang: Commands, payroll: ServiceUnderTest, tmp_path: Path
) -> None:
    opening = ("awards", "--name", "奖励资金", "--pack", "sandu")
    assert "没有政策包 nowhere" in gongfang.refused("finance", "funds", "open", *opening[:-1], "nowhere")
    assert "已设立" in gongfang.told("finance", "funds", "open", *opening)
    by = ("--document", "财预〔2019〕1号", "--reason", "annual budget")
    assert "两位小数" in gongfang.refused("finance", "funds", "appropriate", "awards", "250", *by)
    assert "gongfang funds open other" in gongfang.refused("finance", "funds", "appropriate", "other", "250.00", *by)
    assert "已入账 posted: 余额 balance 250.00 元" in gongfang.told(
        "finance", "funds", "appropriate", "awards", "250.00", *by
    )
    assert "此前已入账" in gongfang.told("finance", "funds", "appropriate", "awards", "250.00", *by)
    assert "一份文件只算一次" in gongfang.refused("finance", "funds", "appropriate", "awards", "300.00", *by)

    await payroll.record(claim("C-1"))
    await payroll.record(claim("C-2", approved=1))
    await payroll.record(claim("C-3", approved=2, subject="W-C-1"))
    listed = gongfang.told("finance", "claims", "list", "--fund", "awards")
    assert re.search(r"C-1 .*已承诺 committed", listed)
    assert re.search(r"C-2 .*排队中 queued +│ 资金不足，排队等候 money_short", listed)
    assert re.search(r"C-3 .*已拒绝 refused +│ 已由另一笔申领支付 paid_by_another_claim C-1", listed)
    assert "C-1" not in gongfang.told("finance", "claims", "list", "--state", "queued")
    shown = gongfang.told("finance", "claims", "show", "C-3")
    assert "已付的是 paid is C-1" in shown
    assert "place 1 in the queue" in gongfang.told("finance", "claims", "show", "C-2")
    assert re.search(r"commitment 200\.00 元: 借 debit fund:awards", gongfang.told("finance", "claims", "show", "C-1"))
    assert re.search(r"awards .*250\.00 │ +50\.00 │ +200\.00", gongfang.told("finance", "funds", "list"))

    days = ("--publisher", "县人社局", "--objections-to", "县人社局", "--from", "2022-08-01", "--until")
    published = tmp_path / "published.html"
    told = gongfang.refused("finance", "publication-list", "awards", "-o", str(published), *days, "2022-07-01")
    assert "公示在 2022-07-01 截止，早于开始" in told
    gongfang.told("finance", "publication-list", "awards", "-o", str(published), *days, "2022-08-07")
    assert published.read_text("utf-8").count("COOP-01") == 1


async def test_a_divided_profit_is_looked_at_and_approved_by_its_revision(
    gongfang: Commands, payroll: ServiceUnderTest
) -> None:
    await payroll.record(shares("V001", "10"), profit("2022", "1000.00"))
    shown = gongfang.told("finance", "funds", "show-profit", "WS-01", "2022")
    (revision,) = re.findall(r"版次 revision (\d+)", shown)
    later = str(int(revision) + 1)
    told = gongfang.refused("finance", "funds", "approve-profit", "WS-01", "2022", "--revision", later)
    assert f"利润分配现为第 {revision} 版，不是第 {later} 版" in told
    posted = gongfang.told("finance", "funds", "approve-profit", "WS-01", "2022", "--revision", revision)
    assert re.search(r"shareholding_collectives +│ V001 +│ +0\.00 │ +200\.00 │ +200\.00", posted)
    assert "没有新的变动" in gongfang.told(
        "finance", "funds", "approve-profit", "WS-01", "2022", "--revision", revision
    )
    assert "没有上报 2021 的利润" in gongfang.refused("finance", "funds", "show-profit", "WS-01", "2021")


def test_what_is_shown_can_be_had_as_json(gongfang: Commands) -> None:
    for arguments in (
        ("months", "list"),
        ("months", "show", *MONTH),
        ("statement", "W-1", "2022-07"),
        ("supplements", "list", *MONTH),
        ("payments", "list"),
        ("payments", "overdue"),
        ("funds", "list"),
        ("claims", "list"),
        ("ledger", "trial-balance"),
    ):
        assert isinstance(orjson.loads(gongfang.told("finance", *arguments, "--json")), dict), arguments
