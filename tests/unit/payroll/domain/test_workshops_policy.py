"""By which policy a workshop is computed on a day: registered or not, with a pack at hand or without."""

from datetime import date

from services.payroll.store.workshops import Workshop, Workshops
from shared.policy import Scope, load_pack

DAY = date(2022, 7, 1)


def registered(pack: str = "songtao") -> Workshop:
    return Workshop("WS-01", "大兴工坊", "TS-1", "V-WS-01", pack)


def test_a_registered_workshop_is_computed_by_its_pack_in_its_own_place() -> None:
    policy = registered().policy_on(DAY)
    assert policy is not None
    assert (policy.pack_name, registered().scope) == ("songtao", Scope("TS-1", "WS-01"))
    assert policy is load_pack("songtao").rules_on(DAY, scope=Scope("TS-1", "WS-01"))


def test_without_its_pack_at_hand_or_unregistered_there_is_no_policy_and_one_can_tell_which() -> None:
    gone, nobody = registered("of_elsewhere"), Workshops()["WS-09"]
    assert (gone.policy_on(DAY), nobody.policy_on(DAY)) == (None, None)
    assert (gone.is_registered, nobody.is_registered) == (True, False)


def test_whoever_is_not_registered_is_called_by_its_id_and_not_kept() -> None:
    known = Workshops({"WS-01": registered()})
    assert (known["WS-01"].name, known["WS-09"].name, known["WS-09"].village_collective) == (
        "大兴工坊",
        "WS-09",
        "WS-09",
    )
    assert list(known) == ["WS-01"]
