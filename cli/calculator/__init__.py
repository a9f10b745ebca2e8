"""`gongfang policy`: figures checked without any server, packs read and verified, by the rules of all services."""

from cli.commands import group

policy_app = group(
    "policy",
    "Check a figure without any server, and read or verify policy packs.",
    {
        "evaluate": "cli.calculator.policy:evaluate",
        "list": "cli.calculator.policy:list_packs",
        "show": "cli.calculator.policy:show",
        "check": "cli.calculator.policy:check",
        "simulate": "cli.calculator.simulate:simulate_packs",
    },
)
