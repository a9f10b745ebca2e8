"""Who bears an amount: the role the pack names, and which one of that role it is."""

from __future__ import annotations

from shared.policy import Policy, PolicyError


def payer_of(policy: Policy, parameter: str, **which: str) -> tuple[str, str]:
    """The role that bears an amount, and its identifier among those given by role; a county's is its pack.

    Raises PolicyError where the pack names a role of which the facts name none.
    """
    role = policy.choice(parameter)
    identifier = {"county": policy.pack_name, **which}.get(role)
    if not identifier:
        raise PolicyError(f"{parameter} is {role!r}, and the facts name no {role}")
    return role, identifier
