"""What stands on a rep's Home tab?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import followup, money, pipeline, quiet, season
from bot.messages.blocks import Block, aside, button, buttons, divider, heading, say
from bot.messages.ids import Action
from bot.playbook.card import QuietShown, SeasonShown
from bot.playbook.deal import Against, DealShown
from bot.playbook.model import Commitment, Money, Rep

MOST_LINES = 11  # of each part
MOST_QUIET = 10
MOST_IN_SEASON = 5
MOST_CIRCLES = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """A rep's open commitments by when they want attention."""

    overdue: Sequence[Commitment]
    today: Sequence[Commitment]
    this_week: Sequence[Commitment]
    later: Sequence[Commitment]
    waiting: Sequence[Commitment]  # what clients owe us
    quiet: Sequence[QuietShown] = ()  # clients nobody has heard from, the most valuable first
    quiet_more: int = 0
    season: Sequence[SeasonShown] = ()  # clients in season or late with an order
    assumed: Sequence[Money] = ()  # what quiet clients are worth a year, by currency (S3-4)
    against: Against | None = None  # the rep's pipeline against the target
    circles: Sequence[DealShown] = ()  # open deals without a date (S2-7)


def home(desk: Desk, rep: Rep, now: datetime) -> dict[str, Any]:
    """The Home tab: what is open, each line finished in place."""
    blocks: list[Block] = [
        heading("Your follow-ups"),
        buttons(
            "home:new",
            button("New follow-up", Action.OPEN_FORM, "", style="primary"),
            button("Log a touch", Action.LOG_TOUCH, ""),
            button("Settings", Action.SETTINGS, ""),
        ),
    ]
    parts = [
        ("Overdue", desk.overdue),
        ("Today", desk.today),
        ("This week", desk.this_week),
        ("Later", desk.later),
        ("Waiting for the client", desk.waiting),
    ]
    for title, found in parts:
        blocks += _part(title, found, rep, now)
        if title == "Today":
            blocks += [*_season(desk, rep, now), *_quiet(desk)]
    if desk.against is not None:
        blocks += pipeline.at_home(desk.against, desk.circles[:MOST_CIRCLES], rep, now)
    if not any(found for _, found in parts) and not desk.quiet and not desk.season:
        blocks.append(say("Nothing is open. Write down the next date a client names: ask for it."))
    guides = "/followup help, /client help and /pipeline help show everything you can type."
    blocks += [divider(), aside(guides)]
    return {"type": "home", "blocks": blocks}


def _part(title: str, found: Sequence[Commitment], rep: Rep, now: datetime) -> list[Block]:
    if not found:
        return []
    lines = [
        say(followup.line_for(c, rep, now), accessory=button("Done", Action.DONE, str(c.id)))
        for c in found[:MOST_LINES]
    ]
    more = len(found) - MOST_LINES
    rest = [aside(f"And {more} more: /followup list shows them.")] if more > 0 else []
    return [heading(title), *lines, *rest]


def _season(desk: Desk, rep: Rep, now: datetime) -> list[Block]:
    """Whose months have come, or whose next order is late (S3-2)."""
    found = desk.season[:MOST_IN_SEASON]
    lines = [season.in_home(one, rep, now) for one in found]
    return [heading(season.title(found)), *lines] if lines else []


def _quiet(desk: Desk) -> list[Block]:
    """Who has not heard from us; one press says that we spoke."""
    found = desk.quiet
    if not found:
        return []
    lines = [
        say(quiet.sentence(one), accessory=button("We spoke", Action.WE_SPOKE, str(one.client.id)))
        for one in found[:MOST_QUIET]
    ]
    more = desk.quiet_more + len(found) - MOST_QUIET
    rest = [aside(f"And {more} more: /client list quiet shows them.")] if more > 0 else []
    return [heading("Worth a word"), *_assumed(desk.assumed), *lines, *rest]


def _assumed(amounts: Sequence[Money]) -> list[Block]:
    """The revenue one assumes while nobody has asked (S3-4)."""
    if not amounts:
        return []
    total = " and ".join(money.said(one) for one in amounts)
    return [aside(f"{total} a year rests on clients past their cadence: revenue you assume.")]
