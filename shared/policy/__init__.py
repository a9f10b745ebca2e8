"""Dated, sourced parameters of a county's policy: loading a pack, and choosing what is in force on a day."""

from shared.policy.pack import (
    EFFECTIVE_FROM,
    Bilingual,
    Clause,
    Parameter,
    ParameterHistory,
    Policy,
    PolicyPack,
)
from shared.policy.pack_file import available_packs, load_pack, load_pack_file
from shared.policy.values import Choice, Domain, Kind, PolicyError

__all__ = [
    "EFFECTIVE_FROM",
    "Bilingual",
    "Choice",
    "Clause",
    "Domain",
    "Kind",
    "Parameter",
    "ParameterHistory",
    "Policy",
    "PolicyError",
    "PolicyPack",
    "available_packs",
    "load_pack",
    "load_pack_file",
]
