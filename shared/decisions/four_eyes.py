"""What belongs to two people: whoever took the one step does not take the other, however his name is spelled."""

from shared.refusals import Refusal, Refused
from shared.subjects import same_subject


def refuse_the_same(earlier: str | None, actor: str, refusal: Refusal, **about: object) -> None:
    """Raise Refused where both are one person. None: nobody took the earlier step."""
    if earlier is not None and same_subject(earlier, actor):
        raise Refused(refusal.of(**about, actor=actor))
