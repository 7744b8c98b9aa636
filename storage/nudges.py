"""What is due, and what does each message about it say right now?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due, meeting, restraint
from bot.playbook.card import LeftShown
from bot.playbook.deal import Against
from bot.playbook.digest import DigestNote
from bot.playbook.meeting import Vetting
from bot.playbook.model import Client, Commitment, Kind, Rep, SeasonState, Standing, State
from bot.playbook.nudge import (
    MOST_LINES,
    HandedOn,
    HeldBack,
    Nudge,
    NudgeKind,
    SeenTo,
    Shown,
    in_order,
    is_day_for_older,
    is_hard,
    is_late,
    is_older,
    is_raised_on,
    lines_left,
    together,
)
from bot.playbook.outcome import (
    AlreadySaved,
    Counts,
    Finished,
    Kept,
    Moved,
    Outcome,
    Saved,
    Snoozed,
    Told,
)
from bot.playbook.parting import Answer
from bot.playbook.preferences import Muted, wants
from bot.playbook.quiet import is_checklist_day
from bot.playbook.restraint import Held
from bot.playbook.season import share
from bot.playbook.shortfall import BelowTarget
from storage import (
    asking,
    below,
    brief_deals,
    changes,
    clients,
    colleagues,
    commitments,
    cover,
    deals,
    departures,
    figures,
    leavers,
    losses,
    meetings,
    outbox,
    partings,
    postings,
    protection,
    pulses,
    quiet,
    recall,
    receipts,
    redraws,
    reps,
    season,
    shortfalls,
)
from storage.outbox import Item, Waiting

PRESENCE_OVER_SECONDS = 3_600
LATE_BRIEF = timedelta(hours=1)  # a brief this late says that it catches up
SEVERAL = 2  # messages that waited are lines of the brief instead
GIVES_WAY = timedelta(hours=1)  # what has a line in the brief comes by itself if that is not said
MOST_OLDER = 12  # long overdue, when they are opened up in a brief
AT_ONCE = 25  # reps or commitments a transaction takes: short enough not to hold up commands


def queue_timed(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue what must be said soon; returns how many commitments were taken."""
    waiting = commitments.due_by(conn, now + due.TOGETHER_WITHIN, AT_ONCE)
    ripe = [(w, c) for w, c in waiting if _has_come(c, now)]
    for workspace_id, rep_id in sorted({(w, c.rep_id) for w, c in ripe}):
        soon = now + due.TOGETHER_WITHIN
        mine = commitments.timed_for(conn, workspace_id, rep_id, soon)
        rep = reps.get(conn, workspace_id, rep_id)
        if due.is_paused(rep, now):
            _queue_for_who_is_away(conn, rep, mine, now, steady_now)
            continue
        _queue_each(conn, workspace_id, rep_id, mine, now, steady_now)
    return len(ripe)


def queue_meetings_over(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the question what came of a meeting whose frame has ended (S2-8)."""
    return meetings.queue_over(conn, now, steady_now, AT_ONCE)


def queue_briefs(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the morning briefs that have come, and plan each rep's next; returns how many."""
    ready = reps.brief_due(conn, now, AT_ONCE)
    for rep, brief_on, brief_at in ready:
        try:
            if _is_worth_saying_now(rep, brief_on, now):
                rep = _brief_of(conn, rep, brief_on, brief_at, now, steady_now)
                asking.queue(conn, rep, now, steady_now)
                redraws.want(conn, rep.workspace_id, [rep.id], now)  # a new day stands on it
            elif not due.is_paused(rep, now):
                reps.missed(conn, rep, brief_on)
            reps.plan_brief(conn, rep, now)
        except (ArithmeticError, LookupError, ValueError) as error:
            raise reps.Stuck(rep.workspace_id, rep.id) from error
    return len(ready)


def mark_quiet(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Mark the clients that have turned amber or red, for their owners' briefs (S3-1)."""
    return quiet.mark_due(conn, now, AT_ONCE)


def mark_left(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Have who took over asked of the owners whose brief has come (S3-3)."""
    return leavers.mark_due(conn, now, AT_ONCE)


def mark_seasons(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Mark the clients whose season or rhythm asks for something, for those briefs too (S3-2)."""
    return season.mark_due(conn, now, AT_ONCE)


def queue_shortfalls(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue a word to reps whose pipeline is below the target they chose, or back (S0-5)."""
    return below.queue(conn, now, steady_now, AT_ONCE)


def queue_protected(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the question whether protected time was kept (S0-6)."""
    return protection.queue_questions(conn, now, steady_now, AT_ONCE)


def next_moment(conn: Connection, now: datetime) -> datetime | None:
    """When something next becomes due, for a clock that is moved by hand. Across workspaces."""
    moments = (
        reps.first_brief_at(conn),
        commitments.first_nudge_at(conn),
        meetings.first_over_at(conn),
        protection.first_at(conn),
        quiet.first_quiet_at(conn),
        leavers.first_ask_at(conn),
        season.first_season_at(conn),
        shortfalls.first_at(conn),
        postings.first_at(conn),
        pulses.first_at(conn),
        outbox.first_waiting(conn, now),
    )
    return min((m for m in moments if m is not None), default=None)


def compose(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    """What a claimed row says, from fresh facts; None when none of it is true any more.

    What was composed is noted on the row, so that a click can redraw the message whole.
    """
    kind = NudgeKind(row.kind)
    if not restraint.wants_kind(rep, kind):
        return None
    if kind in _OF_ITS_OWN:
        return _OF_ITS_OWN[kind](conn, row, rep, now)
    return _about_dates(conn, row, rep, kind, now)


def _test(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge:
    return Nudge(NudgeKind.TEST)


def _answered(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    kept = receipts.find(conn, row.workspace_id, row.facts["receipt"])
    answer = recall.outcome(conn, rep, kept) if kept else None
    return Nudge(NudgeKind.ANSWER, answer=_as_it_stands(answer)) if answer else None


def _protected(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    week = protection.compose(conn, row, rep)
    return Nudge(NudgeKind.PROTECTED, week=week) if week else None


def _asked(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    found = asking.compose(conn, row, rep, now)
    return Nudge(NudgeKind.QUESTION, asked=found) if found else None


def _put_to_colleagues(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    put = colleagues.compose(conn, row, rep)
    return Nudge(NudgeKind(row.kind), asked=put) if put else None


def _digest_note(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    note = _note(conn, row, rep, now)
    return Nudge(NudgeKind.DIGEST_NOTE, note=note) if note else None


def _about_dates(
    conn: Connection, row: Waiting, rep: Rep, kind: NudgeKind, now: datetime
) -> Nudge | None:
    """The commitments it is about that are open yet, or what a colleague sold there."""
    found, more = _live(conn, row, rep, kind, now)
    sold = _sold_there(conn, row, rep) if kind is NudgeKind.TOLD_NO else {}
    if not (found or sold):
        return None
    listed: dict[str, Any] = {"listed": [[c.id, c.version] for c in found], "more": more}
    row = outbox.note_facts(conn, row, listed | sold)
    if kind is NudgeKind.MEETING_OVER:
        meetings.mark_asked(conn, row)
    is_said = kind is not NudgeKind.UNREACHED  # a manager hearing of it is no question put
    _note_asked(conn, rep, found if is_said else (), now)
    return _nudge(conn, row, rep, found, now)


def _note(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> DigestNote | None:
    """What somebody reads alone of what else a channel would."""
    if row.facts["note"] == "pulse":
        opened_on = date.fromisoformat(row.facts["opened_on"])
        return pulses.result(conn, row.workspace_id, opened_on)
    return postings.compose(conn, row, rep, now)


def _compose_brief(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    """Seven lines at most, what hurts most first; dates that clients named lead."""
    today = due.today_in(rep.zone, now)
    is_worked = due.is_working_day(today, rep.hours)
    fresh, older = _by_age(_due_in_brief(conn, rep, now), today)
    asked = _asked_on_friday(conn, rep, today) if is_worked else []
    sold = brief_deals.due(conn, rep, now) if is_worked else {}
    lines = _untold(conn, rep, now, row.id) if is_worked else {"season": [], "quiet": []}
    left = _left(conn, rep) if is_worked else []
    held, seen = _still_so(conn, row, rep), row.facts.get("stood_in", ())
    is_reminded = bool(older) and is_day_for_older(today, rep.hours)
    about = (fresh, sold, left, held, seen, is_reminded, *lines.values())
    if not (any(about) or _is_worth_asking(asked)):
        return None
    ones = sum(map(bool, (seen, older, held, asked, sold.get("circles"))))
    wanted = (len(fresh), len(sold.get("undecided", ())), *map(len, lines.values()), len(left))
    _, many, late, in_season, silent, gone = lines_left(ones, *wanted)
    facts: dict[str, Any] = {
        "listed": [[c.id, c.version] for c in fresh[:many]],
        "more": len(fresh) - many,
        "older": [[c.id, c.version] for c in older[:MOST_OLDER]],
        "older_more": max(0, len(older) - MOST_OLDER),
    }
    shown = {"season": lines["season"][:in_season], "quiet": lines["quiet"][:silent]}
    facts |= _announced(conn, row, shown)
    facts |= {"friday": [client.id for client in asked]} if asked else {}
    facts |= {"left": [one.contact.id for one in left[:gone]]} if left[:gone] else {}
    facts |= {"held": held} if "held" in row.facts else {}
    sold = {name: ids[:late] if name == "undecided" else ids for name, ids in sold.items()}
    row = outbox.note_facts(conn, row, facts | sold)
    brief_deals.note(conn, rep, sold, today)
    _note_asked(conn, rep, fresh[:many], now)
    return _nudge(conn, row, rep, [*fresh[:many], *older[:MOST_OLDER]], now)


def _by_age(found: Sequence[Commitment], today: date) -> tuple[list[Commitment], list[Commitment]]:
    """What has a line of its own, and what is long overdue."""
    older = [c for c in found if is_older(c, today)]
    return [c for c in found if c not in older], older


def _note_asked(conn: Connection, rep: Rep, found: Sequence[Commitment], now: datetime) -> None:
    today = due.today_in(rep.zone, now)
    for commitment in found:
        if is_hard(commitment) and commitment.asked_on is None:
            commitments.note_asked(conn, rep.workspace_id, commitment.id, today)


def at(
    conn: Connection,
    rep: Rep,
    channel_id: str,
    ts: str,
    now: datetime,
    about: Collection[int] = (),
) -> Nudge | None:
    """The nudge behind a message, as its facts stand now; `about`: commitments it tells of."""
    row = outbox.message_at(conn, rep.workspace_id, channel_id, ts)
    row = row or _not_known_yet(conn, rep, channel_id, about)
    if row is None or row.rep_id != rep.id:
        return None
    if row.kind == NudgeKind.ASKED_TO_PART:
        return _parting(conn, rep, row, now)
    if row.kind == NudgeKind.QUESTION:
        still = asking.at(conn, row, rep, now)
        return Nudge(NudgeKind.QUESTION, asked=still) if still else None
    if "listed" not in row.facts:
        return None
    order = [commitment_id for commitment_id, _ in _listed(row)]
    found = commitments.several(conn, rep.workspace_id, order)
    found.sort(key=lambda c: order.index(c.id))
    return _nudge(conn, row, rep, found, now)


def is_known(conn: Connection, rep: Rep, channel_id: str, ts: str) -> bool:
    """Whether what stands in a message is known."""
    return outbox.message_at(conn, rep.workspace_id, channel_id, ts) is not None


def renew(conn: Connection, rep: Rep, channel_id: str, ts: str) -> None:
    """What was taken back asks for an act again in the message it was pressed in."""
    row = outbox.message_at(conn, rep.workspace_id, channel_id, ts)
    if row is None or row.rep_id != rep.id or "listed" not in row.facts:
        return
    ids = [commitment_id for commitment_id, _ in _listed(row)]
    versions = {c.id: c.version for c in commitments.several(conn, rep.workspace_id, ids)}
    again = {
        name: [[i, versions[i]] for i, _ in row.facts[name]]
        for name in ("listed", "older")
        if name in row.facts
    }
    outbox.note_facts(conn, row, again)


def open_held(conn: Connection, rep: Rep, ids: Sequence[int], now: datetime) -> bool:
    """The rep wants messages whole that the brief had a line for; False when all came before."""
    opened = [outbox.open_up(conn, rep.workspace_id, rep.id, each, now) for each in ids]
    return any(opened)


def _not_known_yet(
    conn: Connection, rep: Rep, channel_id: str, about: Collection[int]
) -> Waiting | None:
    """The one row about these that was posted, as a press shows, before Slack's answer came."""
    rows = outbox.in_flight(conn, rep.workspace_id, rep.id, channel_id)
    found = [r for r in rows if any(i in about for i, _ in _listed(r))]
    return found[0] if len(found) == 1 else None


def _handed_on(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    """Many things that changed hands, unless that was undone or nothing of it is left."""
    kind = NudgeKind(row.kind)
    if "change" in row.facts and _is_taken_back(conn, row):
        return None
    found = departures.handed_on(conn, row, rep)
    if found is None or not found.counts.total:
        return None
    if kind is not NudgeKind.REP_LEFT:
        return Nudge(kind, handed_on=found)
    order = [commitment_id for commitment_id, _ in _listed(row)]
    dates = commitments.several(conn, row.workspace_id, order)
    dates.sort(key=lambda c: order.index(c.id))
    return _nudge(conn, row, rep, dates, now)


def _listed(row: Waiting) -> list[tuple[int, int]]:
    """The commitments a message tells of, each with its version, those long overdue last."""
    return [*row.facts.get("listed", ()), *row.facts.get("older", ())]


def _about_the_target(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    kind = NudgeKind(row.kind)
    match below.compose(conn, rep, kind, now):
        case BelowTarget() as found:
            return Nudge(kind, below=found)
        case Against() as found:
            return Nudge(kind, above=found)
        case _:
            return None


def _as_it_stands(answer: Outcome) -> Outcome:
    """An answer that comes late, after what it tells of was undone."""
    match answer:
        case Saved(c) | AlreadySaved(c) | Snoozed(c) | Moved(c) | Told(c) if not c.is_open:
            return Finished(c)
        case Kept(c) if c.is_open:
            return Finished(c)
        case _:
            return answer


def _queue_presence(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """Nothing is said today, so no message would show that the rep has left: it is looked up.

    Spread over the hour, so that it keeps no brief waiting.
    """
    today = due.today_in(rep.zone, now)
    comes = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, until=today, limit=1)
    is_missed = reps.has_something_open(conn, rep) or colleagues.is_waited_for(conn, rep)
    if is_missed and not comes:
        item = Item(f"presence:{rep.id}:{today.isoformat()}")
        later = now + timedelta(seconds=rep.id % PRESENCE_OVER_SECONDS)
        to = (rep.workspace_id, rep.id)
        outbox.queue(conn, *to, NudgeKind.PRESENCE, [item], later, now, steady_now)


def _queue_for_who_is_away(
    conn: Connection, rep: Rep, mine: Sequence[Commitment], now: datetime, steady_now: datetime
) -> None:
    """What clients named goes to the stand-in; the rest is in the brief after the pause."""
    here, stand_in = rep.workspace_id, cover.stand_in_for(conn, rep, now)
    theirs = [c for c in mine if stand_in and cover.covers(conn, stand_in, c)]
    if stand_in is not None:
        _queue_each(conn, here, stand_in.id, theirs, now, steady_now)
    rest = [c for c in mine if c not in theirs]
    if rest:
        row_id = _queue_timed(conn, here, rep.id, rest, now, steady_now)
        outbox.cancel(conn, here, [row_id] if row_id else [], now, Held.PAUSE)


def _queue_each(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    found: Sequence[Commitment],
    now: datetime,
    steady_now: datetime,
) -> None:
    """Those whose moment has come; a meeting's comes earlier than any other date's."""
    others = [c for c in found if not meeting.is_at_its_hour(c)]
    for group in together(others, now):
        if _has_come(group[0], now):
            _queue_timed(conn, workspace_id, rep_id, group, now, steady_now)
    _queue_meetings(conn, workspace_id, rep_id, found, now, steady_now)


def _queue_timed(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    group: Sequence[Commitment],
    now: datetime,
    steady_now: datetime,
) -> int | None:
    items = [_item(c) for c in group]
    return _queue(conn, workspace_id, rep_id, NudgeKind.TIMED, items, now, steady_now)


def _brief_of(
    conn: Connection,
    rep: Rep,
    brief_on: date,
    brief_at: datetime,
    now: datetime,
    steady_now: datetime,
) -> Rep:
    """The brief that has come; one that comes late, or after a pause, says what it catches up."""
    is_worked = due.is_working_day(due.today_in(rep.zone, now), rep.hours)
    since = brief_on if now - brief_at >= LATE_BRIEF else None
    since = rep.away_from or since
    if not _queue_brief(conn, rep, now, steady_now, since if is_worked else None):
        _queue_presence(conn, rep, now, steady_now)
    return reps.caught_up(conn, rep) if is_worked else rep


def _queue_brief(
    conn: Connection, rep: Rep, now: datetime, steady_now: datetime, since: date | None
) -> bool:
    """Whether the brief, and the due keys of everything it announces, is queued.

    A time comes by itself. On a day off it says only what was named for that day.
    """
    today = due.today_in(rep.zone, now)
    found = _due_in_brief(conn, rep, now)
    announced = [c for c in found if c.back_time is None or is_late(c, now)]
    head = Item(f"brief:{rep.id}:{today.isoformat()}")
    if outbox.is_announced(conn, rep.workspace_id, head.due_key):
        return True
    items = [head, *map(_item, announced)]
    is_worked = due.is_working_day(today, rep.hours)
    about = _items_besides(conn, rep, now) if is_worked else []
    fresh, older = _by_age(found, today)
    is_reminded = bool(older) and is_day_for_older(today, rep.hours)
    worth = [c for c in fresh if c in announced or _is_ours_to_bring(c, rep, today)]
    is_full = bool(worth if is_worked else announced) or bool(about) or is_reminded
    is_full |= is_worked and _is_worth_asking(_asked_on_friday(conn, rep, today))
    seen = cover.untold(conn, rep) if is_worked else []
    held = _gathered(conn, rep, now, is_full or bool(seen), since) if is_worked else []
    if is_full or seen or held:
        facts: dict[str, Any] = {"since": since.isoformat()} if since else {}
        facts |= {"stood_in": seen} if seen else {}
        facts |= {"held": held} if held else {}
        kind = NudgeKind.BRIEF
        _queue(conn, rep.workspace_id, rep.id, kind, [*items, *about], now, steady_now, facts)
    return is_full or bool(seen or held)


def _items_besides(conn: Connection, rep: Rep, now: datetime) -> list[Item]:
    """What a brief announces beside dates: clients, people who left, deals."""
    lines = [line for found_of in _untold(conn, rep, now).values() for line in found_of]
    about = [Item(key, client_id=client.id) for client, key in lines]
    about += [Item(_left_key(one), client_id=one.client.id) for one in _left(conn, rep)]
    return about + brief_deals.items(
        brief_deals.due(conn, rep, now), rep, due.today_in(rep.zone, now)
    )


def _gathered(
    conn: Connection, rep: Rep, now: datetime, is_full: bool, since: date | None
) -> list[int]:
    """Messages this brief has a line for: all that waited, and after an absence what came now.

    One alone, with nothing else to say, comes whole.
    """
    here = rep.workspace_id
    held = outbox.kept_back(conn, here, rep.id, fresh=since is not None)
    if not is_full and len(held) < SEVERAL:
        return []
    outbox.give_way(conn, here, held, now + GIVES_WAY)
    return held


def _left(conn: Connection, rep: Rep) -> list[LeftShown]:
    """Who has left a client, for a rep who wants to hear of it."""
    return leavers.untold(conn, rep) if wants(rep, Muted.PEOPLE) else []


def _untold(
    conn: Connection, rep: Rep, now: datetime, row_id: int | None = None
) -> dict[str, list[tuple[Client, str]]]:
    """What a brief says of clients, by kind, each with its key: three lines at most for both.

    What a message on its way may have said already waits until somebody knows. On the day a client
    was lost nothing is said of others gone quiet (S0-7).
    """
    is_bad_day = bool(losses.of_rep(conn, rep, due.today_in(rep.zone, now)))
    said = outbox.keys_on_their_way(conn, rep.workspace_id, rep.id, row_id)
    silent = quiet.untold(conn, rep, said) if wants(rep, Muted.QUIET) and not is_bad_day else []
    found = season.untold(conn, rep, said) if wants(rep, Muted.SEASON) else []
    pressing = [line for line in found if line[0].season_state is not SeasonState.PROPOSED]
    named = {client.id for client, _ in silent}  # a client stands once
    rest = [line for line in found if line not in pressing and line[0].id not in named]
    in_season, silent = share(pressing, silent, rest)
    return {"season": in_season, "quiet": silent}


def _announced(
    conn: Connection, row: Waiting, lines: Mapping[str, Sequence[tuple[Client, str]]]
) -> dict[str, Any]:
    """These lines as a row's facts, and which of them may be a repeat."""
    facts: dict[str, Any] = {
        name: [[client.id, key] for client, key in found] for name, found in lines.items()
    }
    every = [(i, key) for name in facts for i, key in facts[name]]
    repeats = outbox.speak_for(conn, row, every) | set(row.facts.get("repeats", ()))
    return facts | {"repeats": sorted(repeats)}


def _asked_on_friday(conn: Connection, rep: Rep, today: date) -> list[Client]:
    """Whom did you speak to this week? Not on the day a client was lost (S3-1, S0-7)."""
    if not wants(rep, Muted.FRIDAY) or not is_checklist_day(today, rep.hours):
        return []
    if losses.of_rep(conn, rep, today):
        return []
    return quiet.unheard_of(conn, rep, today)


def _is_worth_asking(asked: Sequence[Client]) -> bool:
    """An empty Friday stays silent, unless one of these is quiet as far as we know."""
    return any(client.quiet_state for client in asked)


def _is_worth_saying_now(rep: Rep, brief_on: date, now: datetime) -> bool:
    """A brief that missed its day is left to the next one, which lists it all."""
    local_day = due.today_in(rep.zone, now)
    is_day = due.is_working_day(local_day, rep.hours) or local_day == brief_on
    is_day = is_day and not due.is_paused(rep, now)
    return is_day and due.is_brief_hour(now, rep.hours, rep.zone)


def _left_key(one: LeftShown) -> str:
    return f"left:{one.contact.id}:{one.contact.left_on}:{one.contact.version}"


def _about_one(conn: Connection, row: Waiting) -> Nudge | None:
    """A message about one thing, unless something came in between."""
    kind = NudgeKind(row.kind)
    workspace_id, facts = row.workspace_id, row.facts
    asked = partings.get(conn, workspace_id, facts["parting"]) if "parting" in facts else None
    if kind is NudgeKind.ASKED_TO_PART:
        is_open = asked is not None and asked.answer is Answer.OPEN
        return Nudge(kind, parting=asked) if is_open else None
    if kind is NudgeKind.PART_ANSWER:
        # Undone, or answered anew: another message says how it stands.
        is_true = asked is not None and asked.answer.value == facts["answer"]
        is_true &= not changes.is_undone(conn, workspace_id, facts["change"])
        return Nudge(kind, parting=asked) if is_true else None
    if not outbox.was_said(conn, workspace_id, facts["told"]):
        return None
    if "lot" in facts:
        colleague = reps.get(conn, workspace_id, facts["by"])
        return Nudge(kind, handed_on=HandedOn(Counts(*facts["counts"]), by=colleague))
    client = clients.get(conn, workspace_id, facts["client"])
    colleague = reps.get(conn, workspace_id, facts["by"])
    by, is_parted = colleague.slack_user_id, bool(facts.get("parted"))
    return Nudge(kind, client=client, by_user_id=by, is_parted=is_parted, parting=asked)


def _talk_over(conn: Connection, row: Waiting) -> Nudge | None:
    """A rep wants to talk about a client that is still one of ours."""
    client = clients.get(conn, row.workspace_id, row.facts["client"])
    if client.standing in (Standing.LOST, Standing.PARTED):
        return None
    by = reps.get(conn, row.workspace_id, row.facts["by"])
    return Nudge(NudgeKind.TALK_OVER, client=client, by_user_id=by.slack_user_id, by_name=by.name)


def _parting(conn: Connection, rep: Rep, row: Waiting, now: datetime) -> Nudge:
    """A question to a manager as it stands, with what undoes the answer while there is time."""
    asked = partings.get(conn, row.workspace_id, row.facts["parting"])
    answers = changes.undoable(conn, row.workspace_id, rep.id, now, "partings")
    return Nudge(NudgeKind.ASKED_TO_PART, parting=replace(asked, change_id=answers.get(asked.id)))


def _has_come(c: Commitment, now: datetime) -> bool:
    return c.due_at - due.notice_of(c) <= now


def _queue_meetings(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    mine: Sequence[Commitment],
    now: datetime,
    steady_now: datetime,
) -> None:
    """Each meeting is briefed by itself; one that is over is asked about instead (S2-8)."""
    for c in mine:
        if not meeting.is_at_its_hour(c) or not _has_come(c, now):
            continue
        if meeting.is_over(c, now):
            commitments.queued(conn, workspace_id, [c.id])
        else:
            kind = NudgeKind.MEETING
            _queue(conn, workspace_id, rep_id, kind, [_item(c)], now, steady_now)


def _item(c: Commitment) -> Item:
    return Item(outbox.due_key(c.kind, c.id, c.version, c.back_on), c.id)


def _queue(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    kind: NudgeKind,
    items: Sequence[Item],
    now: datetime,
    steady_now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> int | None:
    queued = outbox.queue(conn, workspace_id, rep_id, kind, items, now, now, steady_now, facts)
    ids = [item.commitment_id for item in items if item.commitment_id is not None]
    commitments.queued(conn, workspace_id, ids)
    return queued


def _due_in_brief(conn: Connection, rep: Rep, now: datetime) -> list[Commitment]:
    """Open and due by today, but for a time that still comes by itself; a colleague's with it."""
    today = due.today_in(rep.zone, now)
    found = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, until=today)
    ripe = [c for c in found if _is_ripe(c, rep, today, now)]
    ripe = [c for c in ripe if is_raised_on(today, c, rep.hours)]
    if not due.is_working_day(today, rep.hours):
        return in_order([c for c in ripe if c.back_on == today], today)
    return in_order([*ripe, *cover.due_for(conn, rep, now)], today)


def _is_ripe(c: Commitment, rep: Rep, today: date, now: datetime) -> bool:
    is_in_time = c.back_time is None or c.due_at <= now
    return is_in_time or _is_ours_to_bring(c, rep, today)


def _is_ours_to_bring(c: Commitment, rep: Rep, today: date) -> bool:
    """An hour of today outside office hours, which will not come by itself."""
    is_own = c.rep_id == rep.id
    return is_own and restraint.is_for_brief_of(c, today, rep.hours, rep.zone)


def _live(
    conn: Connection, row: Waiting, rep: Rep, kind: NudgeKind, now: datetime
) -> tuple[list[Commitment], int]:
    if kind is NudgeKind.TOLD_NO:
        if _is_taken_back(conn, row):
            return [], 0
        client_id = row.facts["client"]
        mine = commitments.open_for(
            conn, row.workspace_id, rep_id=rep.id, client_id=client_id, limit=MOST_LINES
        )
        return mine, 0
    if kind is NudgeKind.UNREACHED:
        found = commitments.several(conn, row.workspace_id, row.facts["about"])
        still = in_order([c for c in found if c.is_open], due.today_in(rep.zone, now))
        return still[:MOST_LINES], max(0, len(still) - MOST_LINES)
    ids = outbox.live_items(conn, row.workspace_id, row.id)
    found = commitments.several(conn, row.workspace_id, ids)
    return [c for c in found if cover.is_for(conn, rep, c, now)], 0


def _sold_there(conn: Connection, row: Waiting, rep: Rep) -> dict[str, Any]:
    """The rep's own open deals with a client that a colleague heard a no from."""
    if _is_taken_back(conn, row):
        return {}
    of = {"rep_id": rep.id, "client_id": row.facts["client"]}
    found = deals.open_of(conn, row.workspace_id, **of)[:MOST_LINES]
    return {"deals": [deal.id for deal in found]} if found else {}


def _is_taken_back(conn: Connection, row: Waiting) -> bool:
    return changes.is_undone(conn, row.workspace_id, row.facts["change"])


def _nudge(
    conn: Connection, row: Waiting, rep: Rep, found: Sequence[Commitment], now: datetime
) -> Nudge:
    """What a message about dates says, in the brief with everything else it holds."""
    nudge = _with_dates(conn, row, rep, found, now)
    nudge = replace(nudge, held=_held(conn, row))
    nudge = _with_people(conn, row, rep, nudge, now)
    nudge = _with_clients(conn, row, rep, nudge, now)
    sold = brief_deals.show(conn, rep, row.facts, due.today_in(rep.zone, now))
    nudge = replace(nudge, deals=sold)
    match nudge.kind:
        case NudgeKind.REP_LEFT:
            return replace(nudge, handed_on=departures.handed_on(conn, row, rep))
        case NudgeKind.UNREACHED:
            unreached = reps.get(conn, row.workspace_id, row.facts["rep"])
            return replace(nudge, by_user_id=unreached.slack_user_id, by_name=unreached.name)
        case NudgeKind.TOLD_NO:
            return _with_their_no(conn, row, rep, nudge, now)
        case _:
            return nudge


def _with_dates(
    conn: Connection, row: Waiting, rep: Rep, found: Sequence[Commitment], now: datetime
) -> Nudge:
    """The commitments as they stand, those that have waited long apart."""
    repeats = outbox.unreadable(conn, row.workspace_id, [c.id for c in found])
    undoes = changes.undoable(conn, row.workspace_id, rep.id, now)
    versions = dict(_listed(row))
    every = [_shown(conn, rep, c, versions[c.id], undoes.get(c.id), repeats) for c in found]
    long_ago = dict(row.facts.get("older", ()))
    return Nudge(
        NudgeKind(row.kind),
        tuple(one for one in every if one.commitment.id not in long_ago),
        row.facts.get("more", 0),
        older=tuple(one for one in every if one.commitment.id in long_ago),
        older_more=row.facts.get("older_more", 0),
    )


def _with_people(conn: Connection, row: Waiting, rep: Rep, nudge: Nudge, now: datetime) -> Nudge:
    """What a stand-in saw to, whom the rep has not heard of this week, and who left."""
    if since := row.facts.get("since"):
        nudge = replace(nudge, since=date.fromisoformat(since))
    if seen := row.facts.get("stood_in"):
        nudge = replace(nudge, seen_to=_seen_to(conn, rep, seen))
    if asked := row.facts.get("friday"):
        still = quiet.still_unheard_of(conn, rep, asked, due.today_in(rep.zone, now))
        nudge = replace(nudge, friday=tuple(still))
    if left := row.facts.get("left"):
        ended = changes.undoable(conn, row.workspace_id, rep.id, now, "contacts")
        gone = leavers.show(conn, row.workspace_id, left)
        gone = [replace(each, change_id=ended.get(each.contact.id)) for each in gone]
        nudge = replace(nudge, left=tuple(gone))
    return nudge


def _with_their_no(conn: Connection, row: Waiting, rep: Rep, nudge: Nudge, now: datetime) -> Nudge:
    """Who heard the no, from which client, and what of the rep's is sold there."""
    colleague = reps.get(conn, row.workspace_id, row.facts["by"])
    client = clients.get(conn, row.workspace_id, row.facts["client"])
    found_there = deals.several(conn, row.workspace_id, row.facts.get("deals", ()))
    return replace(
        nudge,
        client=client,
        by_user_id=colleague.slack_user_id,
        by_name=colleague.name,
        is_parted=bool(row.facts.get("parted")),
        sold=tuple(figures.shown(conn, rep, found_there, due.today_in(rep.zone, now))),
    )


def _seen_to(conn: Connection, rep: Rep, ids: Sequence[int]) -> tuple[SeenTo, ...]:
    found = cover.seen_to(conn, rep, ids)
    return tuple(SeenTo(c, by.name) for by, c in found)


def _still_so(conn: Connection, row: Waiting, rep: Rep) -> list[int]:
    """The messages a brief stands for that would still be said."""
    waited = outbox.several(conn, row.workspace_id, row.facts.get("held", ()))
    return [one.id for one in waited if one.state == "ready" and _is_so(conn, one, rep)]


def _is_so(conn: Connection, row: Waiting, rep: Rep) -> bool:
    kind = NudgeKind(row.kind)
    if not restraint.wants_kind(rep, kind):
        return False
    match kind:
        case NudgeKind.TOLD_NO:
            return not _is_taken_back(conn, row)
        case NudgeKind.TAKEN_BACK | NudgeKind.ASKED_TO_PART | NudgeKind.PART_ANSWER:
            return _about_one(conn, row) is not None
        case NudgeKind.TALK_OVER:
            return _talk_over(conn, row) is not None
        case NudgeKind.SHORTFALL | NudgeKind.BACK_ABOVE:
            stands = shortfalls.find(conn, row.workspace_id, rep.id)
            is_back = stands is not None and stands.back_at is not None
            return stands is not None and is_back is (kind is NudgeKind.BACK_ABOVE)
        case _:
            return True


def _held(conn: Connection, row: Waiting) -> tuple[HeldBack, ...]:
    """What waited and has a line in this brief."""
    waited = outbox.several(conn, row.workspace_id, row.facts.get("held", ()))
    return tuple(HeldBack(one.id, NudgeKind(one.kind), _client_in(conn, one)) for one in waited)


def _client_in(conn: Connection, row: Waiting) -> str | None:
    client_id = row.facts.get("client")
    return clients.get(conn, row.workspace_id, client_id).name if client_id else None


def _with_clients(conn: Connection, row: Waiting, rep: Rep, nudge: Nudge, now: datetime) -> Nudge:
    """The lines about clients, with what undoes how each one ended."""
    silent, in_season = row.facts.get("quiet", ()), row.facts.get("season", ())
    if not silent and not in_season:
        return nudge
    ended = changes.undoable(conn, row.workspace_id, rep.id, now, "clients")
    repeated = {i for i, key in (*silent, *in_season) if key in row.facts.get("repeats", ())}

    def shown(line: Any) -> Any:
        client_id = line.client.id
        may_repeat = client_id in repeated
        return replace(line, change_id=ended.get(client_id), may_repeat=may_repeat)

    return replace(
        nudge,
        quiet=tuple(map(shown, quiet.as_said(conn, rep, silent, now))),
        season=tuple(map(shown, season.as_said(conn, rep, in_season, now))),
    )


def _shown(
    conn: Connection,
    rep: Rep,
    commitment: Commitment,
    listed_version: int,
    change_id: int | None,
    repeats: Collection[int],
) -> Shown:
    moved_to = moved_from = None
    if commitment.state is State.MOVED:
        moved_to = commitments.moved_on_from(conn, rep.workspace_id, commitment.id)
    if is_hard(commitment) and commitment.moved_from is not None:
        moved_from = commitments.get(conn, rep.workspace_id, commitment.moved_from)
    owner = None
    if commitment.rep_id != rep.id:  # its note, and what the rep feels, are for its own rep
        owner = reps.get(conn, rep.workspace_id, commitment.rep_id).name
        commitment = replace(commitment, note=None)
    return Shown(
        commitment,
        is_live=commitment.is_open and commitment.version == listed_version,
        moved_to=moved_to,
        moved_from=moved_from,
        change_id=change_id,
        may_repeat=commitment.id in repeats,
        owner=owner,
        vetting=_vetting(conn, rep, commitment),
    )


def _vetting(conn: Connection, rep: Rep, c: Commitment) -> Vetting | None:
    if c.kind is not Kind.MEETING:
        return None
    return meetings.get(conn, rep.workspace_id, c.id, rep.id)


Compose = Callable[[Connection, Waiting, Rep, datetime], Nudge | None]

# All others are about dates.
_OF_ITS_OWN: Mapping[NudgeKind, Compose] = {
    NudgeKind.BRIEF: _compose_brief,
    NudgeKind.QUESTION: _asked,
    NudgeKind.ANSWER: _answered,
    NudgeKind.SHORTFALL: _about_the_target,
    NudgeKind.BACK_ABOVE: _about_the_target,
    NudgeKind.PROTECTED: _protected,
    NudgeKind.DIGEST_NOTE: _digest_note,
    NudgeKind.ASKED_COLLEAGUE: _put_to_colleagues,
    NudgeKind.COLLEAGUE_SAID: _put_to_colleagues,
    NudgeKind.TALK_OVER: lambda conn, row, rep, now: _talk_over(conn, row),
    NudgeKind.TAKEN_BACK: lambda conn, row, rep, now: _about_one(conn, row),
    NudgeKind.ASKED_TO_PART: lambda conn, row, rep, now: _about_one(conn, row),
    NudgeKind.PART_ANSWER: lambda conn, row, rep, now: _about_one(conn, row),
    NudgeKind.REP_LEFT: _handed_on,
    NudgeKind.REP_BACK: _handed_on,
    NudgeKind.HANDED_ON: _handed_on,
    NudgeKind.TEST: _test,
}
