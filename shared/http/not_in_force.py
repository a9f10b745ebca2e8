"""What a sender is told of a fact that was taken and is not in force: another word on the same thing stands above."""

from typing import Any, Final

from shared.messaging.entries import Outcome
from shared.texts import Text

STANDS_ABOVE: Final = Text(
    "fact.stands_above",
    "{kept}：{time} 的另一份（revision {revision}）在其上",
    "{kept}: the word of {time} with revision {revision} stands above it",
)
NO_LONGER: Final = Text("fact.no_longer_in_force", "先前来过，现已不生效", "this came before and is no longer in force")
KEPT: Final = Text("fact.kept_not_in_force", "已收下，但不生效", "kept, but not in force")
CLERK_EDITS: Final = Text(
    "fact.have_clerk_edit",
    "若这一份才对，请记录员修改那一天：他的话高于任何版次",
    "where this one is right, have the clerk edit the day: his word stands above any revision",
)
SEND_WITH_REVISION: Final = Text(
    "fact.send_with_revision",
    "若这一份才对，请写上 revision {revision} 再送",
    "where this one is right, send it again with revision {revision}",
)


def not_in_force(outcome: Outcome) -> dict[str, Any]:
    """The part of an item's answer that says so; nothing where its word is in force.

    It tells when the other word was said and at which revision, neither by whom nor what it says.
    """
    above = outcome.above
    if above is None:
        return {}
    kept = NO_LONGER if outcome.status == "duplicate" else KEPT
    note = STANDS_ABOVE.of(kept=kept, time=above.time, revision=above.revision)
    advice = CLERK_EDITS if above.outranks else SEND_WITH_REVISION.of(revision=above.revision + 1)
    return {
        "superseded": True,
        "in_force": above._asdict(),
        "note": note.en,
        "advice": advice.en,
        "words": {"note": note.as_json(), "advice": advice.as_json()},
    }
