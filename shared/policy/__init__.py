"""Dated, sourced parameters of a county's policy: loading a pack, and choosing what is in force on a day."""

from shared.policy.exclusive_groups import ExclusiveGroup
from shared.policy.library import PackLibrary, available_packs, find_pack, load_pack, packs_at_hand
from shared.policy.pack import EFFECTIVE_FROM, PolicyPack
from shared.policy.pack_file import load_pack_from
from shared.policy.parameters import Clause, ClauseJson, DatedValue, Parameter, ParameterHistory
from shared.policy.scope import COUNTY, Scope
from shared.policy.values import Choice, Domain, Kind, PolicyError
from shared.policy.view import Policy

__all__ = [
    "COUNTY",
    "EFFECTIVE_FROM",
    "Choice",
    "Clause",
    "ClauseJson",
    "DatedValue",
    "Domain",
    "ExclusiveGroup",
    "Kind",
    "PackLibrary",
    "Parameter",
    "ParameterHistory",
    "Policy",
    "PolicyError",
    "PolicyPack",
    "Scope",
    "available_packs",
    "find_pack",
    "load_pack",
    "load_pack_from",
    "packs_at_hand",
]
