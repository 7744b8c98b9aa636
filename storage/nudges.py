"""What is due, and what does each message about it say right now?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due, meeting
from bot.playbook.card import LeftShown
from bot.playbook.deal import Against
from bot.playbook.meeting import Vetting
from bot.playbook.model import Client, Commitment, Kind, Rep, SeasonState, State
from bot.playbook.nudge import (
    MOST_LINES,
    Nudge,
    NudgeKind,
    Shown,
    in_order,
    is_hard,
    is_late,
    is_raised_on,
    together,
)
from bot.playbook.outcome import (
    AlreadySaved,
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
from bot.playbook.season import share
from bot.playbook.shortfall import BelowTarget
from storage import (
    asking,
    below,
    brief_deals,
    changes,
    clients,
    commitments,
    deals,
    figures,
    leavers,
    losses,
    meetings,
    outbox,
    partings,
    postings,
    protection,
    quiet,
    recall,
    receipts,
    reps,
    season,
    shortfalls,
)
from storage.outbox import Item, Waiting

_ALONE = (NudgeKind.TAKEN_BACK, NudgeKind.ASKED_TO_PART, NudgeKind.PART_ANSWER)
AT_ONCE = 25  # reps or commitments a transaction takes: short enough not to hold up commands


def queue_timed(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue what must be said soon; returns how many commitments were taken."""
    waiting = commitments.due_by(conn, now + due.TOGETHER_WITHIN, AT_ONCE)
    ripe = [(w, c) for w, c in waiting if _is_ripe(c, now)]
    for workspace_id, rep_id in sorted({(w, c.rep_id) for w, c in ripe}):
        soon = now + due.TOGETHER_WITHIN
        mine = commitments.timed_for(conn, workspace_id, rep_id, soon)
        if due.is_paused(reps.get(conn, workspace_id, rep_id), now):
            # The brief after the pause lists them.
            commitments.queued(conn, workspace_id, [c.id for c in mine])
            continue
        others = [c for c in mine if not meeting.is_at_its_hour(c)]
        for group in together(others, now):
            if _is_ripe(group[0], now):
                items = [_item(c) for c in group]
                _queue(conn, workspace_id, rep_id, NudgeKind.TIMED, items, now, steady_now)
        _queue_meetings(conn, workspace_id, rep_id, mine, now, steady_now)
    return len(ripe)


def queue_meetings_over(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the question what came of a meeting whose frame has ended (S2-8)."""
    return meetings.queue_over(conn, now, steady_now, AT_ONCE)


def queue_briefs(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the morning briefs that have come, and plan each rep's next; returns how many."""
    ready = reps.brief_due(conn, now, AT_ONCE)
    for rep, brief_on, _ in ready:
        try:
            if _is_worth_saying_now(rep, brief_on, now):
                _queue_brief(conn, rep, now, steady_now)
                asking.queue(conn, rep, now, steady_now)
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
        outbox.first_waiting(conn, now),
    )
    return min((m for m in moments if m is not None), default=None)


def compose(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Nudge | None:
    """What a claimed row says, from fresh facts; None when none of it is true any more.

    What was composed is noted on the row, so that a click can redraw the message whole.
    """
    kind = NudgeKind(row.kind)
    if kind is NudgeKind.ANSWER:
        kept = receipts.find(conn, row.workspace_id, row.facts["receipt"])
        answer = recall.outcome(conn, rep, kept) if kept else None
        return Nudge(kind, answer=_as_it_stands(answer)) if answer else None
    if kind in _ALONE:
        return _about_one(conn, row, kind)
    if kind is NudgeKind.PROTECTED:
        week = protection.compose(conn, row, rep)
        return Nudge(kind, week=week) if week else None
    if kind in (NudgeKind.SHORTFALL, NudgeKind.BACK_ABOVE):
        return _about_the_target(conn, rep, kind, now)
    if kind is NudgeKind.QUESTION:
        asked_about = asking.compose(conn, row, rep, now)
        return Nudge(kind, asked=asked_about) if asked_about else None
    if kind is NudgeKind.DIGEST_NOTE:
        note = postings.compose(conn, row, rep, now)
        return Nudge(kind, note=note) if note else None
    found, more = _live(conn, row, rep, kind, now)
    lines = _untold(conn, rep, now, row.id) if kind is NudgeKind.BRIEF else {}
    left = _left(conn, rep) if kind is NudgeKind.BRIEF else []
    today = due.today_in(rep.zone, now)
    asked = _asked_on_friday(conn, rep, today) if kind is NudgeKind.BRIEF else []
    sold = brief_deals.due(conn, rep, now) if kind is NudgeKind.BRIEF else {}
    if kind is NudgeKind.TOLD_NO:
        sold = _sold_there(conn, row, rep)
    if not (found or any(lines.values()) or left or sold or _is_worth_asking(asked)):
        return None
    listed: dict[str, Any] = {"listed": [[c.id, c.version] for c in found], "more": more}
    listed |= _announced(conn, row, lines)
    listed |= {"friday": [client.id for client in asked]} if asked else {}
    listed |= {"left": [one.contact.id for one in left]} if left else {}
    row = outbox.note_facts(conn, row, listed | sold)
    brief_deals.note(conn, rep, sold, today)
    for commitment in found:
        is_said = kind is not NudgeKind.UNREACHED  # a manager hearing of it is no question put
        if is_hard(commitment) and commitment.asked_on is None and is_said:
            commitments.note_asked(conn, row.workspace_id, commitment.id, today)
    return _nudge(conn, row, rep, found, now)


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
    order = [commitment_id for commitment_id, _ in row.facts["listed"]]
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
    ids = [commitment_id for commitment_id, _ in row.facts["listed"]]
    versions = {c.id: c.version for c in commitments.several(conn, rep.workspace_id, ids)}
    outbox.note_facts(conn, row, {"listed": [[i, versions[i]] for i in ids]})


def _not_known_yet(
    conn: Connection, rep: Rep, channel_id: str, about: Collection[int]
) -> Waiting | None:
    """The one row about these that was posted, as a press shows, before Slack's answer came."""
    rows = outbox.in_flight(conn, rep.workspace_id, rep.id, channel_id)
    found = [r for r in rows if any(i in about for i, _ in r.facts.get("listed", ()))]
    return found[0] if len(found) == 1 else None


def _about_the_target(conn: Connection, rep: Rep, kind: NudgeKind, now: datetime) -> Nudge | None:
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


def _queue_brief(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """The brief, and the due keys of everything it announces; a time comes by itself."""
    today = due.today_in(rep.zone, now)
    found = _due_in_brief(conn, rep, now)
    announced = [c for c in found if c.back_time is None or is_late(c, now)]
    lines = [line for found_of in _untold(conn, rep, now).values() for line in found_of]
    left = _left(conn, rep)
    is_worked = due.is_working_day(today, rep.hours)
    is_wanted = is_worked or any(c.back_on == today for c in announced)
    head = Item(f"brief:{rep.id}:{today.isoformat()}")
    is_asked = _is_worth_asking(_asked_on_friday(conn, rep, today))
    sold = brief_deals.due(conn, rep, now)
    if not is_wanted or not (announced or lines or left or is_asked or sold):
        return
    if not outbox.is_announced(conn, rep.workspace_id, head.due_key):
        about = [Item(key, client_id=client.id) for client, key in lines]
        about += [Item(_left_key(one), client_id=one.client.id) for one in left]
        about += brief_deals.items(sold, rep, today)
        items = [head, *map(_item, announced), *about]
        _queue(conn, rep.workspace_id, rep.id, NudgeKind.BRIEF, items, now, steady_now)


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
    """Whom did you speak to this week? (S3-1)"""
    if not wants(rep, Muted.FRIDAY) or not is_checklist_day(today, rep.hours):
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


def _about_one(conn: Connection, row: Waiting, kind: NudgeKind) -> Nudge | None:
    """A message about one thing, unless something came in between."""
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
    client = clients.get(conn, workspace_id, facts["client"])
    colleague = reps.get(conn, workspace_id, facts["by"])
    by, is_parted = colleague.slack_user_id, bool(facts.get("parted"))
    return Nudge(kind, client=client, by_user_id=by, is_parted=is_parted, parting=asked)


def _parting(conn: Connection, rep: Rep, row: Waiting, now: datetime) -> Nudge:
    """A question to a manager as it stands, with what undoes the answer while there is time."""
    asked = partings.get(conn, row.workspace_id, row.facts["parting"])
    answers = changes.undoable(conn, row.workspace_id, rep.id, now, "partings")
    return Nudge(NudgeKind.ASKED_TO_PART, parting=replace(asked, change_id=answers.get(asked.id)))


def _is_ripe(c: Commitment, now: datetime) -> bool:
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
        if not meeting.is_at_its_hour(c) or not _is_ripe(c, now):
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
) -> None:
    outbox.queue(conn, workspace_id, rep_id, kind, items, now, now, steady_now)
    ids = [item.commitment_id for item in items if item.commitment_id is not None]
    commitments.queued(conn, workspace_id, ids)


def _due_in_brief(conn: Connection, rep: Rep, now: datetime) -> list[Commitment]:
    """Open and due by today, but for a time that still comes by itself."""
    today = due.today_in(rep.zone, now)
    found = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, until=today)
    ripe = [c for c in found if c.back_time is None or c.due_at <= now]
    ripe = [c for c in ripe if is_raised_on(today, c, rep.hours)]
    return in_order(ripe, today)


def _live(
    conn: Connection, row: Waiting, rep: Rep, kind: NudgeKind, now: datetime
) -> tuple[list[Commitment], int]:
    if kind is NudgeKind.BRIEF:
        found = _due_in_brief(conn, rep, now)
        return found[:MOST_LINES], max(0, len(found) - MOST_LINES)
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
    return commitments.several(conn, row.workspace_id, ids), 0


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
    repeats = outbox.unreadable(conn, row.workspace_id, [c.id for c in found])
    undoes = changes.undoable(conn, row.workspace_id, rep.id, now)
    versions = dict(row.facts["listed"])
    shown = tuple(_shown(conn, rep, c, versions[c.id], undoes.get(c.id), repeats) for c in found)
    nudge = Nudge(NudgeKind(row.kind), shown, row.facts.get("more", 0))
    if asked := row.facts.get("friday"):
        still = quiet.still_unheard_of(conn, rep, asked, due.today_in(rep.zone, now))
        nudge = replace(nudge, friday=tuple(still))
    if left := row.facts.get("left"):
        ended = changes.undoable(conn, row.workspace_id, rep.id, now, "contacts")
        gone = leavers.show(conn, row.workspace_id, left)
        gone = [replace(each, change_id=ended.get(each.contact.id)) for each in gone]
        nudge = replace(nudge, left=tuple(gone))
    nudge = _with_clients(conn, row, rep, nudge, now)
    sold = brief_deals.show(conn, rep, row.facts, due.today_in(rep.zone, now))
    nudge = replace(nudge, deals=sold)
    if nudge.kind is NudgeKind.UNREACHED:
        unreached = reps.get(conn, row.workspace_id, row.facts["rep"])
        return replace(nudge, by_user_id=unreached.slack_user_id)
    if nudge.kind is not NudgeKind.TOLD_NO:
        return nudge
    colleague = reps.get(conn, row.workspace_id, row.facts["by"])
    client = clients.get(conn, row.workspace_id, row.facts["client"])
    found_there = deals.several(conn, row.workspace_id, row.facts.get("deals", ()))
    return replace(
        nudge,
        client=client,
        by_user_id=colleague.slack_user_id,
        is_parted=bool(row.facts.get("parted")),
        sold=tuple(figures.shown(conn, rep, found_there, due.today_in(rep.zone, now))),
    )


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
    return Shown(
        commitment,
        is_live=commitment.is_open and commitment.version == listed_version,
        moved_to=moved_to,
        moved_from=moved_from,
        change_id=change_id,
        may_repeat=commitment.id in repeats,
        vetting=_vetting(conn, rep, commitment),
    )


def _vetting(conn: Connection, rep: Rep, c: Commitment) -> Vetting | None:
    if c.kind is not Kind.MEETING:
        return None
    return meetings.get(conn, rep.workspace_id, c.id, rep.id)
