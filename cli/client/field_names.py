"""What the command line calls the fields that a refusal points at."""

from collections.abc import Mapping
from typing import Final

FIELD_NAMES: Final[Mapping[str, str]] = {
    "accept_incomplete": "照现状结账的理由 --accept-incomplete",
    "account": "账号 --number",
    "account_number": "账号 --number",
    "accept_age": "照发的理由 --accept-age",
    "accept_ages": "照发的理由 --accept-age",
    "amount": "金额 amount",
    "bank_code": "行号 --bank-code",
    "bank_name": "开户行 --bank",
    "budget": "预算 --budget",
    "document": "文件 --document",
    "hold": "暂缓 --hold",
    "holder": "户名 --holder",
    "kind": "种类 kind",
    "month": "月份 month",
    "name": "名称 --name",
    "number": "账号 --number",
    "objections_until": "公示截止 --until",
    "period": "期间 period",
    "policy_pack": "政策包 --pack",
    "prepared_hash": "哈希 --hash",
    "publisher": "公示单位 --publisher",
    "reason": "原因 --reason",
    "revision": "版次 --revision",
    "statements_hash": "哈希 --hash",
    "template": "文件格式 --template",
    "worker": "工人 worker",
    "workshop": "工坊 workshop",
    "workshops": "工坊 --workshop",
}
"""Chinese, and the option or the column that gives the field."""
