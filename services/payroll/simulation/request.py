"""What is asked of a simulation, checked against the county's workshops before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.payroll.domain.rule_book import RULE_BOOK
from services.payroll.store.workshops import Workshop
from shared.calculator import InputError
from shared.months import Month
from shared.policy import PolicyError, find_pack
from shared.rules.pack_check import check_pack


@dataclass(frozen=True, slots=True)
class Request:
    """Which policy to try over which months, and where.

    `pack` is a pack's name, file or folder; None tries `overrides` on the workshops' own. `workshops` limits it
    to some, whatever their pack; `everywhere` applies it to all. Else it goes to those of the pack's name.
    """

    first: Month
    last: Month
    pack: str | None
    overrides: Mapping[str, str]
    workshops: Sequence[str] = ()
    everywhere: bool = False


def check_request(request: Request) -> None:
    """Raise InputError naming the option for what can be told without the database."""
    if request.last < request.first:
        raise InputError("--to", f"{request.last} is before --from {request.first}; give the later month here")
    if request.pack is None and not request.overrides:
        raise InputError("--pack", "say what to try: a pack (name, YAML file or folder), or --set NAME=VALUE, or both")
    if request.everywhere and request.workshops:
        raise InputError("--all", "cannot be given together with --workshop; leave one of them out")
    if request.pack is not None:
        _check_pack(request.pack)


def _check_pack(name: str) -> None:
    try:
        problems = check_pack(find_pack(name), RULE_BOOK)
    except PolicyError as error:
        raise InputError("--pack", str(error)) from None
    if problems:
        more = f" (and {len(problems) - 1} more: gongfang policy check {name})" if len(problems) > 1 else ""
        raise InputError("--pack", f"the pack cannot be used: {problems[0]}{more}")


def choose_workshops(request: Request, registered: Mapping[str, Workshop]) -> dict[str, Workshop]:
    """The workshops the policy is tried in. Raises InputError naming the option where there are none."""
    unknown = [name for name in request.workshops if name not in registered]
    if unknown:
        raise InputError("--workshop", f"{unknown[0]} is not registered; there are {_some(registered)}")
    computed = {name: place for name, place in registered.items() if place.pack is not None}
    if request.workshops or request.everywhere:
        chosen = {name: place for name, place in computed.items() if not request.workshops or name in request.workshops}
    elif request.pack is None:
        chosen = _those_of_one_pack(computed)
    else:
        wanted = find_pack(request.pack).name
        chosen = {name: place for name, place in computed.items() if place.policy_pack == wanted}
        if not chosen and computed:
            in_use = _some({place.policy_pack: None for place in computed.values()})
            raise InputError(
                "--pack", f"no workshop is under pack {wanted!r}, but under {in_use}; try it with --all or --workshop"
            )
    if not chosen:
        raise InputError("--workshop", "no workshop under a known pack is registered here, so nothing can be compared")
    _check_overrides(request, chosen)
    return chosen


def _those_of_one_pack(computed: Mapping[str, Workshop]) -> dict[str, Workshop]:
    packs = sorted({place.policy_pack for place in computed.values()})
    if len(packs) > 1:
        raise InputError("--set", f"workshops are under {', '.join(packs)}; say with --pack whose values to replace")
    return dict(computed)


def _check_overrides(request: Request, chosen: Mapping[str, Workshop]) -> None:
    names = {request.pack} if request.pack is not None else {place.policy_pack for place in chosen.values()}
    try:
        for name in names:
            for edition in find_pack(name).editions:
                edition.rules_on(request.first.first_day, request.overrides)
    except PolicyError as error:
        raise InputError("--set", str(error)) from None


def _some(names: Mapping[str, object]) -> str:
    shown = sorted(names)[:8]
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")
