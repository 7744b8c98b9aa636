"""What does Steady say of the months and the gaps in which a client orders? (S3-2)"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.messages import dates, money, quiet
from bot.messages.blocks import Block, Message, aside, button, buttons, isolated, message, say
from bot.messages.counts import begun, counted, days_said, joined
from bot.messages.ids import Action
from bot.playbook import due
from bot.playbook.card import Card, SeasonShown
from bot.playbook.model import Client, Order, Rep, SeasonState
from bot.playbook.outcome import ClientSaved, Ordered
from bot.playbook.season import LEAD_WEEKS

_OPENINGS = {
    SeasonState.ASK: "Who looks after this year's order, and when may I call them?",
    SeasonState.AMBER: "It is that time of the year again. What do you need this time?",
    SeasonState.RED: "How does this year look for you?",
    SeasonState.LATE: "What has changed on your side since the last order?",
}


def sentence(found: SeasonShown, rep: Rep, now: datetime) -> str:
    """Why now; always "I know of": nobody writes down everything."""
    name, usual = isolated(found.client.name), months_said(found.months)
    match found.state:
        case SeasonState.ASK:
            return f"{name} usually orders in {usual}. Who decides this year?"
        case SeasonState.AMBER:
            known = _no_contact(found.client, rep, now)
            return f"{name} usually orders in {usual}, and its season is open: {known}."
        case SeasonState.RED:
            return (
                f"{name} usually orders in {usual}, and half of that is over: no order I know of."
            )
        case SeasonState.LATE:
            return (
                f"{name} usually orders {_every(found)}: no order I know of for "
                f"{days_said(found.days or 0)}."
            )
        case _:
            return f"{name} ordered in {usual} two years running. Is that its season?"


def line(found: SeasonShown, rep: Rep, now: datetime) -> list[Block]:
    """One line of the brief; its button opens the whole nudge."""
    opens = button("Open", Action.OPEN_SEASON, str(found.client.id))
    return [say(sentence(found, rep, now), accessory=opens), *quiet.repeated(found.may_repeat)]


def whole(found: SeasonShown, rep: Rep, now: datetime) -> list[Block]:
    """Why now, what is known, how to begin, and at most four ways to be done with it."""
    parts = [say(sentence(found, rep, now)), *quiet.repeated(found.may_repeat)]
    if known := _known(found, rep, now):
        parts.append(aside(known))
    if found.state is SeasonState.PROPOSED:
        return [*parts, is_it_one(found)]
    assert found.state is not None
    return [*parts, say(f"You could ask: “{_OPENINGS[found.state]}”"), _buttons(found.client)]


def is_it_one(found: SeasonShown) -> Block:
    """Two years may be chance; the rep says."""
    every = sorted({*found.client.season_months, *found.months})
    client_id, numbers = found.client.id, "-".join
    yes, no = numbers(map(str, every)), numbers(map(str, found.months))
    return buttons(
        f"season:{client_id}",
        _yes(found, f"{client_id}|{yes}"),
        button("That was chance", Action.NO_SEASON, f"{client_id}|{no}"),
    )


def act_row(found: SeasonShown) -> Block:
    """What finishes a line about a season."""
    return is_it_one(found) if found.state is SeasonState.PROPOSED else _buttons(found.client)


def closed(found: SeasonShown) -> list[Block]:
    """An order or a word arrived, or the months were changed."""
    name = isolated(found.client.name)
    text = f"This is settled with {name}. Nothing to do here."
    if found.state is not None:
        text = f"There is something newer about {name}, here or in a brief to come."
    undo = button("Undo", Action.UNDO, str(found.change_id)) if found.change_id else None
    return [say(text, accessory=undo)]


def title(found: Sequence[SeasonShown]) -> str:
    """What stands above such lines."""
    seasons = (SeasonState.ASK, SeasonState.AMBER, SeasonState.RED)
    is_season = all(one.season if one.state is None else one.state in seasons for one in found)
    return "In season" if is_season else "In season, or due an order"


def on_card(found: Card, rep: Rep, now: datetime) -> list[Block]:
    """Its months, its rhythm and its last orders; and what they ask for now."""
    shown = found.season
    if shown is None:
        return []
    parts: list[Block] = [say(sentence(shown, rep, now))] if shown.state else []
    parts += [is_it_one(shown)] if shown.state is SeasonState.PROPOSED else []
    facts = []
    if found.client.season_months:
        facts.append(f"Season: {months_said(found.client.season_months)}. {_lead(found.client)}")
    if shown.usual_gap is not None:
        facts.append(f"Orders {_every(shown)}.")
    if found.orders:
        last = "; ".join(_order_said(one, rep, now) for one in found.orders)
        facts.append(f"Last ordered: {last}.")
    return [*parts, *map(aside, facts)]


def ordered(outcome: Ordered, rep: Rep, now: datetime) -> Message:
    """An order was noted."""
    client, order = outcome.client, outcome.order
    name = isolated(client.name)
    worth = f" for {money.said(order.amount)}" if order.amount else ""
    is_today = order.on == due.today_in(rep.zone, now)
    day = "today" if is_today else f"on {_day(order.on, rep, now)}"
    parts = [say(f"Noted: {name} ordered{worth} {day}.")]
    if outcome.is_back:
        parts.append(aside(f"{name} is back. The loss stays in its history."))
    elif outcome.is_first:
        parts.append(aside(f"{name} pays us from now on."))
    undo = button("Undo", Action.UNDO, str(outcome.change_id))
    return message(parts, buttons(f"ordered:{order.id}", undo))


def saved(outcome: ClientSaved) -> str:
    """The months were set, taken away, or are none."""
    client, name = outcome.client, isolated(outcome.client.name)
    if outcome.what == "no_season":
        return f"Good to know: that was chance with {name}. I do not ask about it again."
    if not client.season_months:
        return f"{name} has no season, as far as you know."
    return f"{name} usually orders in {months_said(client.season_months)}. {_lead(client)}"


def months_said(months: Collection[int]) -> str:
    """ "October", "March and October", "November, December and January"."""
    return joined([dates.MONTHS[month - 1] for month in _in_course(months)])


def _in_course(months: Collection[int]) -> Sequence[int]:
    """A season over the turn of the year begins before it."""
    found = sorted(months)
    if not {1, 12} <= set(found) or len(found) == len(dates.MONTHS):
        return found
    begins = next(month for month in range(12, 0, -1) if month - 1 not in found)
    return [*(m for m in found if m >= begins), *(m for m in found if m < begins)]


def _yes(found: SeasonShown, value: str) -> Block:
    label = f"Yes, every {months_said(found.months)}"
    return button(label, Action.IS_SEASON, value, style="primary")


def _lead(client: Client) -> str:
    weeks = client.lead_weeks or LEAD_WEEKS
    return f"{begun(counted(weeks, 'week'))} before, I ask who decides."


def _no_contact(client: Client, rep: Rep, now: datetime) -> str:
    if client.last_touch_on is None:
        return "no contact I know of"
    return f"no contact I know of since {_day(client.last_touch_on, rep, now)}"


def _every(found: SeasonShown) -> str:
    days = round(found.usual_gap or 0)
    return "every day" if days <= 1 else f"about {quiet.every_said(days)}"


def _known(found: SeasonShown, rep: Rep, now: datetime) -> str:
    parts = []
    if found.client.value is not None:
        parts.append(f"It is worth {money.said(found.client.value)} a year.")
    if found.ordered_on is not None:
        parts.append(f"It last ordered on {_day(found.ordered_on, rep, now)}.")
    return " ".join(parts)


def _order_said(order: Order, rep: Rep, now: datetime) -> str:
    worth = f", {money.said(order.amount)}" if order.amount else ""
    return f"{dates.short(order.on, rep.locale, now)}{worth}"


def _buttons(client: Client) -> Block:
    """The first says that it is done already; each finishes the job in place."""
    value = str(client.id)
    return buttons(
        f"season:{client.id}",
        button("We spoke", Action.WE_SPOKE, value, style="primary"),
        button("They ordered", Action.THEY_ORDERED, value),
        button("Set a date", Action.NEXT_DATE, value),
        button("Change season", Action.CHANGE_SEASON, value),
    )


def _day(day: date, rep: Rep, now: datetime) -> str:
    return dates.said(day, None, rep.zone, rep.locale, now)
