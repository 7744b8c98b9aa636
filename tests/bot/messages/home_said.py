"""What can stand on Home, and what is said at a first meeting? Made of some values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.messages import home, welcome
from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.messages.forms import View
from bot.playbook.deal import Against
from bot.playbook.desk import MOST_COUNTED, SIZES, Desk, Page, Part, Team, clamped
from bot.playbook.model import Commitment, Kind, Money
from bot.playbook.welcome import Step, Welcome
from tests.bot.messages import clients_said, digest_said, pipeline_said
from tests.cast import NOW, ana

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

ASSUMED = (Money(8_400_000, "EUR"), Money(100_000, "USD"))


def page(part: Part, lines: Sequence[Any], number: int = 2, total: int | None = None) -> Page[Any]:
    """As many of these as a page of that part holds, in the middle of many."""
    total = len(lines) if total is None else total
    there, pages = clamped(number, total, SIZES[part])
    return Page(lines[: SIZES[part]], total, there, pages)


def messages(values: "Values") -> dict[str, Message]:
    """Every greeting."""
    return {
        **{f"welcome, {step}": welcome.greeting(_welcome(values, step), NOW) for step in Step},
        "welcome, end": welcome.greeting(_welcome(values, None), NOW),
        "welcome, end, lead": welcome.greeting(
            replace(_welcome(values, None), lacks_lead=True), NOW
        ),
        "welcome, over": welcome.over(),
    }


def views(values: "Values") -> dict[str, View]:
    """Every Home, from an empty desk to one with as much as Slack takes."""
    rep = ana(name=values.rep_name, locale=values.locale)
    manager = replace(rep, id=rep.id + 1, is_manager=True)
    empty, full = Desk(rep), crowded(values)
    snoozing = Opened(full.overdue.lines[0].id, "snooze")
    figures = Team(
        digest_said.week(values, 7),
        digest_said.posting(values),
        digest_said.table(values, 200, page=2),
        digest_said.POSTED_ON,
    )
    done = welcome.greeting(_welcome(values, Step.HOURS), NOW)
    return {
        "home, empty": home.home(empty, rep, NOW),
        "home, full": home.home(full, rep, NOW),
        "home, snoozing": home.home(full, rep, NOW, snoozing),
        "home, manager": home.home(replace(full, whose=manager), manager, NOW),
        "home, a rep's": home.home(full, manager, NOW),
        "home, a rep's, empty": home.home(empty, manager, NOW),
        "home, without charts": home.without_charts(home.home(full, rep, NOW)),
        "home, told": home.told(home.home(full, rep, NOW), done, "", ()),
        "home, team": home.team(figures, manager, NOW),
        "home, team without reps": home.team(replace(figures, table=None), manager, NOW),
        **{f"home, welcome, {step}": _greeted(values, step) for step in (*Step, None)},
    }


def crowded(values: "Values") -> Desk:
    """As much in every part as Home shows, and a welcome above it."""
    deals, clients = pipeline_said.Deals(values), clients_said.Clients(values)
    step = deals.dated.next_step
    assert step is not None
    rep = ana(name=values.rep_name, locale=values.locale)
    monday = NOW.date() - timedelta(days=NOW.weekday())
    against: Against = replace(deals.against, unrated=("USD",), circles=40)
    return Desk(
        rep,
        overdue=page(Part.OVERDUE, many(step), 3, MOST_COUNTED),
        today=page(Part.TODAY, many(step)),
        week=page(Part.WEEK, many(step)),
        later=page(Part.LATER, many(step)),
        waiting=page(Part.WAITING, [replace(c, kind=Kind.THEIR_PROMISE) for c in many(step)]),
        quiet=page(Part.QUIET, (clients.amber, clients.red) * 10),
        red=7,
        season=page(Part.SEASON, clients_said.seasons(clients)),
        circles=page(Part.CIRCLES, (deals.circle,) * 40),
        assumed=ASSUMED,
        against=against,
        weeks=[(monday - timedelta(weeks=12 - n), n * 10**8, 10**9) for n in range(13)],
        ladder=deals.ladder,
        welcome=replace(_welcome(values, Step.HOURS), lacks_lead=True),
    )


def many(one: Commitment) -> list[Commitment]:
    """Forty of them, each with an id of its own."""
    return [replace(one, id=one.id - n) for n in range(40)]


def _welcome(values: "Values", step: Step | None) -> Welcome:
    return Welcome(ana(name=values.rep_name, locale=values.locale), step)


def _greeted(values: "Values", step: Step | None) -> View:
    rep = ana(name=values.rep_name, locale=values.locale)
    return home.home(Desk(rep, welcome=_welcome(values, step)), rep, NOW)
