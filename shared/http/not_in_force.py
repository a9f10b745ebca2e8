"""What a sender is told of a fact that was taken and is not in force: another word on the same thing stands above."""

from typing import Any

from shared.messaging.entries import Outcome


def not_in_force(outcome: Outcome) -> dict[str, Any]:
    """The part of an item's answer that says so; nothing where its word is in force.

    It tells when the other word was said and at which revision, neither by whom nor what it says.
    """
    above = outcome.above
    if above is None:
        return {}
    kept = "this came before and is no longer in force" if outcome.status == "duplicate" else "kept, but not in force"
    return {
        "superseded": True,
        "in_force": above._asdict(),
        "note": f"{kept}: the word of {above.time} with revision {above.revision} stands above it",
        "advice": "where this one is right, have the clerk edit the day: his word stands above any revision"
        if above.outranks
        else f"where this one is right, send it again with revision {above.revision + 1}",
    }
