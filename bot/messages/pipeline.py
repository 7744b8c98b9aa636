"""What does Steady say of a deal, of what is open, and of what a rep aims at?"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.messages import bad_day, charts, dates, doors, followup, money, names, stress
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    choice,
    cut,
    heading,
    isolated,
    message,
    say,
)
from bot.messages.counts import begun, count_said, counted, days_said, joined, times_said
from bot.messages.ids import Action
from bot.messages.names import deal_named, has_name
from bot.playbook import coaster, due
from bot.playbook.deal import (
    Against,
    Deal,
    DealList,
    DealShown,
    DealState,
    Footing,
    Mine,
    Stage,
    Stress,
)
from bot.playbook.desk import Desk
from bot.playbook.model import Client, Money, Rep, Standing
from bot.playbook.outcome import Ask, DealLost, DealSaved, DealWon, Undone, WhichDeal
from bot.playbook.pipeline_intent import PipelineIntent, Step

MOST_CIRCLES = 5  # of the overview
MOST_TROUBLED = 3  # stuck or slipping, of the overview
MOST_FOR_A_WORST_CASE = 10  # clients: below that the worst case is not named (S4-1)
MOST_PICKS = 5
_CHART = "Open pipeline, week by week"
_TITLES = {
    "mine": "Your open deals",
    "all": "All open deals",
    "circles": "Open deals without a next date",
    "stuck": "Deals that are stuck",
    "slipping": "Deals whose close date keeps moving",
    "won": "Deals won",
    "lost": "Deals that ended with a no",
}
_THEIRS = {
    "mine": "open deals",
    "all": "open deals",
    "circles": "open deals without a next date",
    "stuck": "deals that are stuck",
    "slipping": "deals whose close date keeps moving",
    "won": "deals that were won",
    "lost": "deals that ended with a no",
}
_EMPTY = {
    "mine": "No deal is open. /pipeline add Acme €40k writes the first one down.",
    "all": "No deal is open. /pipeline add Acme €40k writes the first one down.",
    "circles": "Every open deal has its next date.",
    "stuck": "No deal is stuck.",
    "slipping": "No close date keeps moving.",
    "won": "No deal has been won yet.",
    "lost": "No deal has been lost.",
}


def mine(found: Mine, rep: Rep, now: datetime) -> Message:
    """Bare `/pipeline`: the verdict, where it stands, and what wants a date."""
    against = found.against
    return message(
        say(verdict(against)),
        [aside(line) for line in _small_print(against)],
        _ladder(found),
        _circles(found, rep, now),
        _troubled(found, rep, now),
        _course(found, rep, now),
        _worst(found.stress),
        _overview_buttons(against),
    )


def verdict(against: Against) -> str:
    """Open against target, and the gap, in one sentence."""
    open_ = money.of(against.open_minor, against.currency)
    deals = deals_said(against.deals)
    if against.deals == 0 and against.target_minor is None:
        return "No deal is open, and no target is chosen."
    if against.target_minor is None:
        return f"{open_} is open, in {deals}. You have not chosen a target yet."
    target = money.of(against.target_minor, against.currency)
    if against.deals == 0:
        return f"No deal is open, against {target}."
    if against.gap_minor:
        gap = money.of(against.gap_minor, against.currency)
        return f"{open_} is open, in {deals}, against {target}: {gap} short."
    over = against.open_minor - against.target_minor
    more = f": {money.of(over, against.currency)} more than the target" if over else ""
    return f"{open_} is open, in {deals}, against {target}{more}."


def listed(found: DealList, title: str, token: str, rep: Rep, now: datetime) -> Message:
    """One page of deals, a line each; the buttons open one, or turn the page in place.

    `token` says which list it is: a word, or `stage:` or `client:` and an id.
    """
    if found.total == 0:
        empty = _EMPTY[token] if token in _EMPTY and found.rep is None else f"{title}: none."
        return message(say(empty), _new_deal())
    said = f"{title}: {found.total:,}"
    if found.pages > 1:
        said += f". Page {found.page} of {found.pages}"
    lines = [_openable(one, rep, now, found.rep) for one in found.lines]
    return message(say(f"{said}."), lines, _turn(found, token))


def title_of(
    which: str, *, owner: Rep | None = None, stage: str | None = None, client: str | None = None
) -> str:
    """What a list is called."""
    if stage is not None:
        return f"Open deals at “{isolated(cut(stage, 60))}”"
    if client is not None:
        return f"Deals with {isolated(cut(client, 80))}"
    if owner is not None:
        return f"{begun(names.rep_said(owner))}'s {_THEIRS[which]}"
    return _TITLES[which]


def whole(shown: DealShown, rep: Rep, now: datetime, ladder: Sequence[Stage]) -> Message:
    """One deal, with what can be done about it."""
    deal = shown.deal
    facts = [aside(line) for line in (*_dates_of(shown, rep, now), *_warnings(shown))]
    return message(
        heading(deal_named(deal)),
        say(f"{_amount(deal)}. {_standing(shown, rep, now)}"),
        facts,
        _step(shown, rep, now),
        deal_buttons(shown, ladder),
    )


def line(shown: DealShown, rep: Rep, now: datetime, owner: Rep | None = None) -> str:
    """A deal in a line: what it is worth, where it stands, what comes next.

    `owner` is whose deals the list is said to show, where it is somebody's.
    """
    deal = shown.deal
    whose = "" if deal.rep_id == (owner or rep).id else ", a colleague's"
    start = f"{deal_named(deal)}, {_amount(deal)}{whose}"
    if deal.state is DealState.WON:
        return f"{start}. Won{_on(deal.closed_on, rep, now)}."
    if deal.state is DealState.LOST:
        return f"{start}. Lost{_on(deal.closed_on, rep, now)}{_why(deal)}."
    place = f"{isolated(cut(deal.stage_name, 40))}, {_days(shown.days_in_stage)}"
    marks = _marks(shown)
    return f"{start}: {place}. {_next_short(shown, rep, now)}{marks}"


def saved(outcome: DealSaved, rep: Rep, now: datetime) -> Message:
    """The echo of an added, moved or changed deal; without a next step Steady asks once (S2-2)."""
    shown = outcome.shown
    asks = shown.is_circle and outcome.what != "changed"
    ask = " When did they say to follow up?" if asks else ""
    new = f"{isolated(shown.deal.client_name)} is new here; I added it as a prospect."
    remarks = [new] if outcome.is_new_client else []
    if outcome.client_is is not None:
        name = isolated(cut(shown.deal.client_name, 80))
        remarks.append(_CLIENT_IS[outcome.client_is].format(name=name))
    return message(
        say(_saved_sentence(outcome, rep, now) + ask),
        [aside(x) for x in (*remarks, *_dates_of(shown, rep, now), *_uncounted(shown.deal))],
        buttons(
            f"deal:{shown.deal.id}",
            *_asks(shown.deal, asks),
            _change(shown.deal),
            _undo(outcome.change_id),
        ),
    )


_CLIENT_IS = {
    Standing.LOST: "{name} is noted as lost, and stays so until a deal is won or an order comes.",
    Standing.PARTED: "We parted from {name}. It stays so until a deal is won or an order comes.",
    Standing.PROSPECT: "{name} has no order now, so it is a prospect again.",
}


def won(outcome: DealWon, rep: Rep, now: datetime) -> Message:
    """They said yes: what is open now, and what the client is worth a year from here on."""
    deal, client = outcome.deal, outcome.client
    is_today = deal.closed_on == due.today_in(rep.zone, now)
    day = "" if is_today else f",{_on(deal.closed_on, rep, now)}"
    worth = _worth_now(deal, client)
    proposal, row = [], []
    if worth is not None:
        was = f"{client.value.minor}|{client.value.currency}" if client.value else "|"
        value = f"{client.id}|{worth.minor}|{worth.currency}|{was}"
        proposal = [say(_proposed(deal, client, worth))]
        row = [button(f"Note {money.said(worth)} a year", Action.ADD_UP_VALUE, value)]
    return message(
        say(f"Won: {deal_named(deal)}, {_amount(deal)}{day}.{_tries_closed(outcome, rep, now)}"),
        say(f"What is left: {_lower(verdict(outcome.against))}"),
        proposal,
        buttons(f"deal:{deal.id}", *row, _next(deal), _undo(outcome.change_id)),
    )


def lost(outcome: DealLost, rep: Rep, now: datetime) -> Message:
    """A no to one deal is believed; why, and whether the client is lost too, is asked (S2-6)."""
    deal = outcome.deal
    closed = len(outcome.closed)
    ended = {0: "", 1: " Its date closed with it."}.get(
        closed, f" Its {count_said(closed)} dates closed with it."
    )
    return message(
        say(f"{isolated(deal.client_name)} said no to {called(deal)}, so we let it go.{ended}"),
        bad_day.kind_word(outcome.client, outcome.was_paying, rep, now),
        _reason_line(outcome),
        _client_question(outcome),
        _second_try(outcome, rep, now),
        buttons(f"deal:{deal.id}", *_lost_buttons(outcome), _undo(outcome.change_id)),
        doors.open_ones(outcome.doors),
    )


def undone(outcome: Undone) -> Message | None:
    """How a deal, a target or the ladder stands now that a change was taken back."""
    deal = outcome.deal
    if deal is not None:
        stage = f"at “{isolated(cut(deal.stage_name, 40))}”"
        said = f"{deal_named(deal)}, {_amount(deal)}, {stage if deal.is_open else 'closed'}"
        return message(say(f"Taken back. It stands as before: {said}."))
    if outcome.kind == "deal_added":
        client = f" with {isolated(cut(outcome.client_name, 80))}" if outcome.client_name else ""
        return message(say(f"Taken back. The deal{client} is gone."))
    sentence = _UNDONE.get(outcome.kind)
    return message(say(f"Taken back. {sentence}")) if sentence else None


_UNDONE = {"target": "The target is as it was.", "ladder": "The ladder is as it was."}


def which_deal(outcome: WhichDeal, rep: Rep, now: datetime) -> Message:
    """A client has several open deals; every answer is a button."""
    picks = [
        button(
            _label(one, rep, now), f"{Action.PICK_DEAL}:{n}", f"{outcome.draft_id}|{one.deal.id}"
        )
        for n, one in enumerate(outcome.deals[:MOST_PICKS])
    ]
    asked = _ASKED.get(outcome.intent.step, "do you mean")
    rest = "If it is none of these, name it: /pipeline won Acme New line."
    return message(
        say(f"There are several open deals. Which one {asked}? Nothing has changed yet."),
        buttons(f"ask:{outcome.draft_id}", *picks),
        [aside(rest)] if len(outcome.deals) >= MOST_PICKS else [],
    )


_ASKED = {
    Step.MOVE: "moved on",
    Step.WON: "did you win",
    Step.LOST: "did they say no to",
    Step.CHANGE: "has changed",
    Step.NEXT: "has a next step",
}


def which_client(ask: Ask, intent: PipelineIntent) -> Message:
    """Several could be meant; every answer is a button, and nothing typed is lost."""
    picks = [
        button(names.label(c, ask.clients), f"{Action.PICK_FOR_DEAL}:{n}", f"{ask.draft_id}|{c.id}")
        for n, c in enumerate(ask.clients)
    ]
    if ask.may_be_new:
        new = button(f"New: {intent.client_name}", Action.NEW_FOR_DEAL, str(ask.draft_id))
        picks.append(new)
    sentence = names.do_not_know(intent.client_name, ask.clients)
    return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks))


def of_client(found: Sequence[DealShown], rep: Rep, now: datetime) -> list[Block]:
    """A client's open deals, on its card."""
    if not found:
        return []
    lines = [say(f"• {line(one, rep, now)}") for one in found[:MOST_TROUBLED]]
    more = len(found) - MOST_TROUBLED
    name = isolated(found[0].deal.client_name)
    rest = [aside(f"And {more} more: /pipeline list {name} shows them.")] if more > 0 else []
    return [say("In the pipeline:"), *lines, *rest]


def at_home(desk: Desk, rep: Rep) -> list[Block]:
    """Home's part: open against target, and thirteen weeks of it (S0-8)."""
    against = desk.against
    if against is None or (against.deals == 0 and against.target_minor is None):
        return []
    shown = [weeks_drawn(desk.weeks, against.currency, rep)] if _was_open(desk.weeks) else []
    lines = [aside(line) for line in _small_print(against)]
    return [say(verdict(against)), *lines, *shown]


def weeks_drawn(weeks: Sequence[coaster.Week], currency: str, rep: Rep) -> Block:
    """Thirteen weeks of open pipeline as a chart."""
    return charts.by_week(_CHART, weeks, currency, rep.locale)


def circles_said(against: Against, what: str = "deal") -> str:
    """ "Three deals, worth €70,000, have no next date"; no worth where none is counted."""
    deals = begun(counted(against.circles, what))
    worth = ""
    if against.circles_minor:
        worth = f", worth {money.of(against.circles_minor, against.currency)},"
    return f"{deals}{worth} {'has' if against.circles == 1 else 'have'} no next date."


def show_circles(against: Against, rep: Rep, style: str | None = None) -> Block:
    """Its list, one press away."""
    label = "Show it" if against.circles == 1 else "Show them"
    return button(label, Action.DEAL_PAGE, f"circles|1|{rep.id}", style=style)


def deals_said(count: int) -> str:
    return counted(count, "deal")


def deal_buttons(shown: DealShown, ladder: Sequence[Stage]) -> Block:
    """At most four that finish the job in place; a deal that ended can be opened again."""
    deal = shown.deal
    value = str(deal.id)
    if not deal.is_open:
        row = [button("Open it again", Action.REOPEN_DEAL, value)]
        return buttons(f"deal:{deal.id}", *row)
    row = []
    on = next((s for s in ladder if s.position > _position(deal, ladder)), None)
    if on is not None:
        label = f"Move on to {cut(on.name, 40)}"
        row.append(button(label, Action.MOVE_DEAL, f"{deal.id}|{on.id}"))
    return buttons(
        f"deal:{deal.id}",
        *row,
        _next(deal, is_first=shown.is_circle),
        button("Won", Action.WON_DEAL, value),
        button("Lost", Action.LOST_DEAL, value),
    )


# The overview


def _small_print(against: Against) -> list[str]:
    lines = []
    if against.deals:
        weighted = money.of(against.weighted_minor, against.currency)
        lines.append(f"Weighed by its stages, about {weighted} of it is likely to be won.")
    if against.unrated:
        lines.append(uncounted(against.unrated))
    return lines


def uncounted(currencies: Sequence[str]) -> str:
    """Deals in these currencies are left out, since nobody has typed a rate."""
    return f"Deals in {joined(currencies)} are not counted: {money.no_rate(currencies[0])}"


def _ladder(found: Mine) -> list[Block]:
    shown = [(stage, deals, minor) for stage, deals, minor in found.by_stage if deals]
    if not shown:
        return []
    currency = found.against.currency
    lines = [
        f"• {isolated(cut(stage.name, 40))}: {deals_said(deals)}, {money.of(minor, currency)}"
        for stage, deals, minor in shown
    ]
    return [say("\n".join(["By what they have agreed to:", *lines]))]


def _circles(found: Mine, rep: Rep, now: datetime) -> list[Block]:
    return _circle_lines(found.against, found.circles[:MOST_CIRCLES], rep, now)


def _circle_lines(
    against: Against, circles: Sequence[DealShown], rep: Rep, now: datetime
) -> list[Block]:
    """Neither a yes, a no, nor a date: each line takes one (S2-7)."""
    if not against.circles:
        return []
    lines = [say(f"• {without_step(one)}", accessory=_next(one.deal)) for one in circles]
    more = against.circles - len(circles)
    shows = f"And {more} more: /pipeline list circles shows them."
    return [say(circles_said(against)), *lines, *([aside(shows)] if circles and more > 0 else [])]


def without_step(shown: DealShown) -> str:
    deal = shown.deal
    return (
        f"{deal_named(deal)}, {_amount(deal)}: {isolated(cut(deal.stage_name, 40))}.{_marks(shown)}"
    )


def _troubled(found: Mine, rep: Rep, now: datetime) -> list[Block]:
    """Stuck or slipping, but for those that stand above already, without a date."""
    above = {one.deal.id for one in found.circles[:MOST_CIRCLES]}
    troubled = {one.deal.id: one for one in (*found.stuck, *found.slipping)}
    shown = {deal_id: one for deal_id, one in troubled.items() if deal_id not in above}
    if not shown:
        return []
    lines = [_openable(one, rep, now) for one in list(shown.values())[:MOST_TROUBLED]]
    more = len(shown) - MOST_TROUBLED
    rest = aside(f"And {more} more: /pipeline list stuck and /pipeline list slipping show them.")
    return [say("Worth a second look:"), *lines, *([rest] if more > 0 else [])]


def _course(found: Mine, rep: Rep, now: datetime) -> list[Block]:
    """Thirteen weeks as a chart, with its lowest week and its swing (S0-8)."""
    weeks = found.weeks
    if not _was_open(weeks):
        return []
    currency = found.against.currency
    chart = weeks_drawn(weeks, currency, rep)
    ride = coaster.ride(weeks)
    if ride is None or not ride.swing_minor:
        return [chart]
    lowest_on = dates.said(ride.lowest_on, None, rep.zone, rep.locale, now)
    low, swing = (money.of(minor, currency) for minor in (ride.lowest_minor, ride.swing_minor))
    said = (
        f"Lowest in the week of {lowest_on}: {low}. The swing between lowest and highest: {swing}."
    )
    return [chart, aside(said)]


def _was_open(weeks: Sequence[coaster.Week]) -> bool:
    return any(open_ for _, open_, _ in weeks)


def _worst(found: Stress | None) -> list[Block]:
    """The worst case is named from ten clients on (S4-1)."""
    if found is None or found.worst is None or found.clients < MOST_FOR_A_WORST_CASE:
        return []
    return [say(stress.worst_case(found.worst, found.currency))] if found.worst.short_minor else []


def _overview_buttons(against: Against) -> Block:
    chosen = against.target_minor is not None
    label = "Change target" if chosen else "Choose a target"
    row = [button("New deal", Action.NEW_DEAL, "", style=None if against.deals else "primary")]
    if against.deals:
        row.append(button("All my deals", f"{Action.DEAL_PAGE}:mine", "mine|1"))
    row.append(button(label, Action.OPEN_TARGET, "", style=None if chosen else "primary"))
    row.append(button("If one client left", Action.SHOW_STRESS, ""))
    return buttons("pipeline", *row)


# One deal


def called(deal: Deal) -> str:
    """Where its client is named beside it: "New line, €40,000"."""
    name = isolated(cut(deal.name, 80)) if has_name(deal) else "this deal"
    return f"{name}, {_amount(deal)}"


def _amount(deal: Deal) -> str:
    return money.said(deal.amount)


def _standing(shown: DealShown, rep: Rep, now: datetime) -> str:
    deal = shown.deal
    if deal.state is DealState.WON:
        return f"Won{_on(deal.closed_on, rep, now)}."
    if deal.state is DealState.LOST:
        return f"Lost{_on(deal.closed_on, rep, now)}{_why(deal)}."
    stage = isolated(cut(deal.stage_name, 40))
    since = "since today" if shown.days_in_stage == 0 else f"for {_days(shown.days_in_stage)}"
    return f"It has stood at “{stage}” {since}."


def _dates_of(shown: DealShown, rep: Rep, now: datetime) -> list[str]:
    deal = shown.deal
    lines = []
    if deal.is_open and deal.close_on is not None:
        lines.append(f"You expect to close it on {_day(deal.close_on, rep, now)}.")
    if deal.is_open and deal.decide_by is not None:
        lines.append(f"They said they will have decided by {_day(deal.decide_by, rep, now)}.")
    return lines


def _warnings(shown: DealShown) -> list[str]:
    lines = list(_uncounted(shown.deal))
    if shown.is_stuck:
        lines.append("It has been there longer than deals usually are. What would they agree to?")
    if shown.is_slipping:
        times = times_said(shown.deal.close_moves)
        lines.append(f"Its close date has moved {times}. What do they say themselves?")
    return lines


def _uncounted(deal: Deal) -> list[str]:
    if not deal.is_open or deal.worth is not None:
        return []
    return [uncounted((deal.amount.currency,))]


def _step(shown: DealShown, rep: Rep, now: datetime) -> list[Block]:
    if not shown.deal.is_open:
        return []
    if shown.next_step is None:
        return [say("It has no next date: neither a yes, a no, nor a day. Ask them for one.")]
    return [say("Next:"), say(f"• {followup.line_for(shown.next_step, rep, now)}")]


def _next_short(shown: DealShown, rep: Rep, now: datetime) -> str:
    if shown.next_step is None:
        return "No next date."
    day = dates.short(shown.next_step.back_on, rep.locale, now)
    whose = "They named" if shown.footing is Footing.THEIRS else "Our own date is"
    return f"{whose} {day}."


def _marks(shown: DealShown) -> str:
    stuck = " Stuck." if shown.is_stuck else ""
    moved = f" Close date moved {times_said(shown.deal.close_moves)}." if shown.is_slipping else ""
    return f"{stuck}{moved}"


def _why(deal: Deal) -> str:
    for reason, label in followup.REASONS.items():
        if reason.value == deal.lost_reason:
            return f": {_lower(label)}"
    return ""


def _days(days: int) -> str:
    return days_said(days) if days else "since today"


def _label(shown: DealShown, rep: Rep, now: datetime) -> str:
    """A label that tells two deals of a client apart."""
    deal = shown.deal
    names = dict.fromkeys((cut(deal.client_name, 24), cut(deal.name, 24)))
    return ", ".join((*filter(None, names), _amount(deal), cut(deal.stage_name, 16)))


def _position(deal: Deal, ladder: Sequence[Stage]) -> int:
    return next((s.position for s in ladder if s.id == deal.stage_id), 0)


def _openable(shown: DealShown, rep: Rep, now: datetime, owner: Rep | None = None) -> Block:
    opens = button("Open", Action.OPEN_DEAL, str(shown.deal.id))
    return say(f"• {line(shown, rep, now, owner)}", accessory=opens)


def _turn(found: DealList, token: str) -> list[Block]:
    if found.pages < 2:
        return []
    whose = f"|{found.rep.id}" if found.rep else ""
    back = f"{token}|{found.page - 1}{whose}"
    on = f"{token}|{found.page + 1}{whose}"
    row = [button("Back", f"{Action.DEAL_PAGE}:back", back)] if found.page > 1 else []
    if found.page < found.pages:
        row.append(button("More", f"{Action.DEAL_PAGE}:on", on))
    return [buttons("deals", *row)]


def _new_deal() -> Block:
    return buttons("deals", button("New deal", Action.NEW_DEAL, "", style="primary"))


# Saving


def _saved_sentence(outcome: DealSaved, rep: Rep, now: datetime) -> str:
    deal, was = outcome.shown.deal, outcome.was
    stage = f"“{isolated(cut(deal.stage_name, 40))}”"
    match outcome.what:
        case "added":
            return f"Saved: {deal_named(deal)}, {_amount(deal)}, at {stage}."
        case "moved":
            before = f"; it was at “{isolated(cut(was.stage_name, 40))}”" if was else ""
            return f"{deal_named(deal)} is at {stage} now{before}."
        case "reopened":
            return f"Open again: {deal_named(deal)}, {_amount(deal)}, at {stage}."
        case "next":
            return f"{deal_named(deal)}. {_next_short(outcome.shown, rep, now)}"
        case _:
            return f"Changed: {deal_named(deal)}, {_amount(deal)}, at {stage}.{_changed(deal, was)}"


def _changed(deal: Deal, was: Deal | None) -> str:
    if was is not None and was.amount != deal.amount:
        return f" It was {_amount(was)} before."
    return ""


def _asks(deal: Deal, asks: bool) -> list[Block]:
    """A date for the next step, and the day of their decision (S2-2)."""
    row = [_next(deal, is_first=True)] if asks else []
    if deal.is_open and deal.decide_by is None:
        row.append(button("They decide by …", Action.TELL_DECISION, str(deal.id)))
    return row


def _next(deal: Deal, *, is_first: bool = False) -> Block:
    style = "primary" if is_first else None
    return button("Set a date", Action.NEXT_STEP, str(deal.id), style=style)


def _change(deal: Deal) -> Block:
    return button("Change", Action.CHANGE_DEAL, str(deal.id))


# Won and lost


def _tries_closed(outcome: DealWon, rep: Rep, now: datetime) -> str:
    """A second try that has come true needs no date any more."""
    days = [_day(each.back_on, rep, now) for each in outcome.closed]
    return f" Your second try on {joined(days)} is closed with it." if days else ""


def _worth_now(deal: Deal, client: Client) -> Money | None:
    """What the client would be worth a year with this; none where two currencies meet."""
    if client.value is None:
        return deal.amount
    if client.value.currency != deal.amount.currency:
        return None
    return Money(client.value.minor + deal.amount.minor, deal.amount.currency)


def _proposed(deal: Deal, client: Client, worth: Money) -> str:
    name = isolated(cut(client.name, 80))
    if client.value is None:
        return f"If they pay that every year, {name} is worth {money.said(worth)} a year."
    was = money.said(client.value)
    return (
        f"If they pay that every year, {name} is worth {money.said(worth)} a year, up from {was}."
    )


def _reason_line(outcome: DealLost) -> list[Block]:
    deal = outcome.deal
    if outcome.asks_for_reason:
        return [say("Why did they say no? When to try again depends on it.")]
    return [aside(f"The reason you gave{_why(deal)}.")] if deal.lost_reason else []


def _client_question(outcome: DealLost) -> list[Block]:
    if not outcome.asks_about_client:
        return []
    name = isolated(cut(outcome.client.name, 80))
    return [say(f"Is {name} lost as a client too, or only this deal?")]


def _second_try(outcome: DealLost, rep: Rep, now: datetime) -> list[Block]:
    if outcome.second_try_on is None:
        return []
    day = _day(outcome.second_try_on, rep, now)
    return [say(f"Nothing is for ever. A second try on {day}?")]


def _lost_buttons(outcome: DealLost) -> list[Block]:
    deal, client_id = outcome.deal, outcome.client.id
    row = []
    if outcome.asks_about_client:
        too, only = f"{deal.id}|yes", f"{deal.id}|no"
        row.append(button("The client too", f"{Action.CLIENT_TOO}:yes", too))
        row.append(button("Only this deal", f"{Action.CLIENT_TOO}:no", only))
    if outcome.second_try_on is not None:
        value = f"{client_id}|{outcome.second_try_on.isoformat()}"
        row.append(button("Bring it back then", Action.WIN_BACK, value))
    known = deal.lost_reason is not None
    open_ = "ask" if outcome.asks_about_client else "told"
    reasons = [(label, f"{deal.id}|{why}|{open_}") for why, label in followup.REASONS.items()]
    label = "Change the reason" if known else "Add the reason"
    return [*row, choice(label, Action.DEAL_REASON, reasons)]


# Small parts


def _lower(sentence: str) -> str:
    """As the second part of a sentence; "CHF 5" stays as it is."""
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _on(day: date | None, rep: Rep, now: datetime) -> str:
    return f" on {_day(day, rep, now)}" if day else ""


def _day(day: date, rep: Rep, now: datetime) -> str:
    return dates.said(day, None, rep.zone, rep.locale, now)


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
