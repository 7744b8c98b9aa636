"""On how many people does our standing with a client rest?"""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook import relations
from bot.playbook.model import Client, Contact, Hours, Standing, Tier
from tests.cast import acme

TODAY = date(2026, 9, 1)


def person(days_ago: int | None, **changes: Any) -> Contact:
    touched_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
    return Contact(1, 11, "Jo Smith", last_touch_on=touched_on, **changes)


@pytest.mark.parametrize(("days_ago", "live"), [(None, 0), (0, 1), (179, 1), (180, 1), (181, 0)])
def test_a_contact_is_live_for_180_days_after_a_word(days_ago: int | None, live: int) -> None:
    assert relations.read(acme(), [person(days_ago)], TODAY).live == live


def test_somebody_who_left_is_not_live() -> None:
    gone = person(1, left_on=TODAY)
    assert relations.read(acme(), [gone], TODAY).live == 0


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"tier": Tier.KEY}, 3),
        ({"tier": Tier.STANDARD}, 2),
        ({"tier": Tier.LIGHT}, 0),
        ({"tier": Tier.NURTURE}, 0),
        ({"tier": Tier.KEY, "is_one_person": True}, 1),
        ({"tier": Tier.LIGHT, "is_one_person": True}, 0),
        ({"tier": Tier.KEY, "standing": Standing.LOST}, 0),
    ],
)
def test_a_key_client_takes_three_and_a_standard_one_two(
    facts: dict[str, Any], wanted: int
) -> None:
    assert relations.read(acme(**facts), [], TODAY).wanted == wanted


@pytest.mark.parametrize(("known", "too_few"), [(1, True), (2, False), (3, False)])
def test_fewer_live_contacts_than_it_takes_are_too_few(known: int, too_few: bool) -> None:
    assert relations.read(acme(), [person(1)] * known, TODAY).are_too_few is too_few


@pytest.mark.parametrize(
    ("days_ago", "is_due"), [(None, True), (179, False), (180, True), (181, True)]
)
def test_who_decides_at_a_key_client_is_asked_again_after_180_days(
    days_ago: int | None, is_due: bool
) -> None:
    confirmed_on = None if days_ago is None else TODAY - timedelta(days=days_ago)
    client = acme(tier=Tier.KEY, decider_confirmed_on=confirmed_on)
    assert relations.is_decider_due(client, TODAY) is is_due


@pytest.mark.parametrize(
    "client", [acme(tier=Tier.STANDARD), acme(tier=Tier.KEY, standing=Standing.PARTED)]
)
def test_who_decides_is_asked_of_key_clients_alone(client: Client) -> None:
    assert not relations.is_decider_due(client, TODAY)


@pytest.mark.parametrize(
    ("renews_on", "brought_up_on"),
    [
        (date(2027, 1, 1), date(2026, 9, 3)),  # 120 days before, a Thursday
        (date(2027, 1, 3), date(2026, 9, 7)),  # that is a Saturday: Monday
        (date(2026, 9, 10), date(2026, 9, 2)),  # those days are past
        (date(2026, 9, 3), date(2026, 9, 2)),
        (date(2026, 9, 2), None),
        (TODAY, None),
    ],
)
def test_a_renewal_is_spoken_of_120_days_before_on_a_working_day(
    renews_on: date, brought_up_on: date | None
) -> None:
    assert relations.renewal_brought_up_on(renews_on, TODAY, Hours()) == brought_up_on
