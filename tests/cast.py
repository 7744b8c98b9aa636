"""Who and when are the tests about?"""

from datetime import UTC, datetime, time
from typing import Any

from bot.playbook.deal import Deal, DealState
from bot.playbook.model import Client, Commitment, Kind, Money, Rep, SetBy, Standing, State

WORKSPACE = "T0NORTHWIN"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin


def ana(**changes: Any) -> Rep:
    """A rep in Berlin who reads days before months."""
    facts: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "id": 1,
        "slack_user_id": "U0ANA",
        "name": "Ana",
        "zone": "Europe/Berlin",
        "locale": "en-GB",
    }
    return Rep(**(facts | changes))


def ben(**changes: Any) -> Rep:
    """A rep in London."""
    facts = {"id": 2, "slack_user_id": "U0BEN", "name": "Ben", "zone": "Europe/London"}
    return ana(**(facts | changes))


def mia(**changes: Any) -> Rep:
    """The manager, in New York."""
    facts = {
        "id": 3,
        "slack_user_id": "U0MIA",
        "name": "Mia",
        "zone": "America/New_York",
        "locale": "en-US",
        "is_manager": True,
    }
    return ana(**(facts | changes))


def acme(**changes: Any) -> Client:
    """A prospect."""
    facts: dict[str, Any] = {"id": 11, "name": "Acme", "standing": Standing.PROSPECT}
    return Client(**(facts | changes))


def commitment(**changes: Any) -> Commitment:
    """Acme asked for Thursday 12 March, 15:00, in Berlin."""
    facts: dict[str, Any] = {
        "id": 101,
        "client_id": 11,
        "client_name": "Acme",
        "rep_id": 1,
        "kind": Kind.FOLLOW_UP,
        "state": State.OPEN,
        "due_on": datetime(2026, 3, 12, tzinfo=UTC).date(),
        "due_time": time(15),
        "zone": "Europe/Berlin",
        "back_on": datetime(2026, 3, 12, tzinfo=UTC).date(),
        "back_time": time(15),
        "due_at": datetime(2026, 3, 12, 14, 0, tzinfo=UTC),
        "set_by": SetBy.CLIENT,
        "words": "after our board has met",
        "note": "send the revised quote",
        "put_offs": 0,
        "version": 1,
        "created_at": datetime(2026, 2, 3, 9, 0, tzinfo=UTC),
    }
    return Commitment(**(facts | changes))


def a_deal(**changes: Any) -> Deal:
    """A new line for Acme, €40,000, which Ana met them about on Monday 2 February."""
    facts: dict[str, Any] = {
        "id": 201,
        "client_id": 11,
        "client_name": "Acme",
        "rep_id": 1,
        "name": "New line",
        "stage_id": 1,
        "stage_name": "Meet",
        "stage_since": datetime(2026, 2, 2, tzinfo=UTC).date(),
        "amount": Money(40_000_00, "EUR"),
        "worth": Money(40_000_00, "EUR"),
        "state": DealState.OPEN,
        "opened_on": datetime(2026, 2, 2, tzinfo=UTC).date(),
    }
    facts |= changes
    return Deal(**(facts | {"state": DealState(facts["state"])}))
