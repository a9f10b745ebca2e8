"""A decision that cannot be taken, and what to do about it."""

from typing import Literal


class Refused(Exception):  # noqa: N818 - what happened to the decision, as its user reads it
    """Why a decision is not taken: it conflicts with what is, the caller may not, or its input cannot be used."""

    def __init__(
        self,
        detail: str,
        *,
        advice: str = "",
        kind: Literal["conflict", "forbidden", "unusable", "unknown"] = "conflict",
        pointer: str = "",
        told: dict[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.advice = advice
        self.kind = kind
        self.pointer = pointer
        self.told = told or {}
