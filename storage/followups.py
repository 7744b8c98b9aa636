"""What happens, in one transaction, when a rep asks for something?

Each function is one use case behind `db.write`: it looks whether this request was handled
before, reads what it needs, changes it, and keeps a receipt.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import due, names
from bot.playbook.choice import DIGEST, TOLD, is_about_a_rep
from bot.playbook.client_intent import ClientIntent
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import FindWhens, Line, name_keys, read_line
from bot.playbook.lot import OVERDUE, overdue_to
from bot.playbook.model import Commitment, Rep, SetBy, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import (
    NOTED,
    AlreadyNoted,
    AlreadySaved,
    Ask,
    Finished,
    FormStands,
    Kept,
    Listed,
    Moved,
    Outcome,
    Receipt,
    Refused,
    SaidNo,
    Saved,
    Snoozed,
    Told,
)
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import (
    changes,
    choosing,
    clients,
    commitments,
    cover,
    drafts,
    losses,
    outbox,
    quiet,
    recall,
    receipts,
    reps,
    told_target,
)
from storage.acts import ACTS, KINDS, keep, record
from storage.lot_acts import show_overdue
from storage.meant import commitment_meant, date_trouble, own
from storage.request import Request

MOST_LISTED = 40  # lines of a list

_NOTHING = Intent(Verb.HELP)
# A change that touches several is about the first.
_LISTS = (
    (("deals",), "/pipeline list"),
    (("stages",), "/pipeline stages"),
    ((changes.RATES,), "/pipeline rate"),
    (("reps", "workspaces"), "/pipeline target"),
    (("commitments",), "/followup list"),
    (
        ("goals", "agreements", "clients", "touches", "contacts", "losses", "partings", "orders"),
        "/client list",
    ),
    (("expectations", "fits", "suppliers"), "/client list"),
)
_TOLD_ABOUT = ("client", "parting", "parted", "lot", "counts", "target")
_GUARDED = (Saved, *NOTED)


def take_line(
    conn: Connection, request: Request, text: str, find_whens: FindWhens
) -> Outcome | Line:
    """Read a typed line and carry it out; `help` and `list` come back as the line itself."""
    known = clients.known_by(conn, request.workspace_id, name_keys(text))
    day = None if "overdue" in map(names.key, known) else overdue_to(text)
    if day is not None:
        return _overdue_to(conn, request, day, find_whens)
    line = read_line(text, known, find_whens)
    if line.intent.verb in (Verb.HELP, Verb.LIST):
        return line
    if line.intent.verb is Verb.UNDO:
        return undo(conn, request, None)
    if line.problem is not None:
        return refuse(conn, request, line.intent, line.problem)
    met = {client.id: client for same in known.values() for client in same}
    return carry_out(conn, replace(request, met=met), line.intent)


def _overdue_to(conn: Connection, request: Request, day: str, find_whens: FindWhens) -> Outcome:
    """`move overdue to Monday`: a day that could be two is asked about, as ever."""
    line = read_line(f"{Verb.SNOOZE.value} {day}", {}, find_whens)
    intent = replace(line.intent, client_name="", scope=OVERDUE, note=None)
    if intent.due_on is None and not intent.asks:
        return refuse(conn, request, intent, Problem("overdue_when"))
    return carry_out(conn, request, intent)


def listed(conn: Connection, rep: Rep, asked: str, now: datetime) -> Listed:
    """`list`: everything, today's, this week's, what is overdue, or one client's."""
    today = due.today_in(rep.zone, now)
    until = {"all": None, "today": today, "overdue": today, "week": due.end_of_week(today)}
    which = names.key(asked) or "all"
    if which not in until:
        return _listed_of_client(conn, rep, asked, which)
    found = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, until=until[which])
    if which == "overdue":
        found = [c for c in found if due.is_overdue(c, now)]
    return _cut(which, found)


def carry_out(conn: Connection, request: Request, intent: Intent) -> Outcome:
    """Do what was asked, or ask back for what is missing."""
    return once(conn, request, lambda: _settle(conn, request, intent), intent)


def answer(
    conn: Connection, request: Request, draft_id: int, complete: Callable[[Intent], Intent]
) -> Outcome:
    """A choice was made: complete the draft with it and carry it out, however often pressed."""
    intent = drafts.find(conn, request.workspace_id, request.rep.id, draft_id)
    if not isinstance(intent, Intent):
        return once(conn, request, lambda: Problem("draft_gone"))
    return carry_out(conn, replace(request, guard=f"draft:{draft_id}"), complete(intent))


def refuse(conn: Connection, request: Request, intent: Intent, problem: Problem) -> Outcome:
    """The line could not be read to its end; nothing typed is lost, it waits for the form."""
    return once(conn, request, lambda: problem, intent)


def tell(
    conn: Connection, request: Request, commitment_id: int, set_by: SetBy, words: str | None
) -> Outcome:
    """Whose date it is, and what they said (S2-1)."""

    def act() -> Outcome | Problem:
        found = own(conn, request, commitment_id)
        if isinstance(found, Problem) or not found.is_open:
            return found if isinstance(found, Problem) else Finished(found)
        before = changes.choice(conn, request.workspace_id, "commitments", found.id)
        commitments.tell(conn, request.workspace_id, found.id, set_by, words)
        quiet.settle(conn, request.workspace_id, found.client_id, request.now)
        by = (request.workspace_id, request.rep.id, TOLD)
        change_id = changes.chosen(conn, *by, [before], request.now)
        return Told(commitments.get(conn, request.workspace_id, found.id), change_id)

    return once(conn, request, act)


def give_reason(
    conn: Connection, request: Request, client_id: int, change_id: int, reason: LossReason
) -> Outcome:
    """Keep why a lost client said no; the proposal for a later try follows from it (S4-2)."""

    def act() -> Outcome | Problem:
        client = clients.get(conn, request.workspace_id, client_id)
        if client.standing is not Standing.LOST or client.lost_on is None:
            return Problem("not_lost", {"client": client.name})
        clients.set_reason(conn, request.workspace_id, client_id, reason.value)
        losses.set_reason(conn, request.workspace_id, client_id, reason)
        return recall.said_no(conn, request.rep, client_id, change_id)

    return once(conn, request, act)


def after_meeting(
    conn: Connection, request: Request, commitment_id: int, came_of_it: str | None, intent: Intent
) -> Outcome:
    """A meeting is done, with what came of it and the next date in one transaction (S2-8)."""

    def act() -> Outcome | Problem:
        found = own(conn, request, commitment_id)
        if isinstance(found, Problem) or not found.is_open:
            return found if isinstance(found, Problem) else Finished(found)
        after = replace(intent, commitment_id=None, client_id=found.client_id)
        after = replace(after, client_name=found.client_name, deal_id=found.deal_id)
        saved = record(conn, request, after) if after.due_on or after.asks else None
        if saved is not None and not isinstance(saved, Saved):
            return saved
        note = replace(_NOTHING, note=came_of_it)
        kept = keep(conn, request, note, found)
        return saved or kept

    return once(conn, request, act)


def undo(conn: Connection, request: Request, change_id: int | None) -> Outcome:
    """Take a change back: this one, or the rep's latest."""

    def act() -> Outcome | Problem:
        rep, now = request.rep, request.now
        wanted = change_id or changes.latest(conn, rep.workspace_id, rep.id, now)
        if wanted is None:
            return Problem("nothing_to_undo")
        told = outbox.waiting_about(conn, rep.workspace_id, wanted)
        was = reps.get(conn, rep.workspace_id, rep.id)
        done = changes.undo(conn, rep.workspace_id, rep.id, wanted, now)
        if isinstance(done, Problem):
            return _with_its_list(conn, request, wanted, done)
        choosing.undone(conn, request, was, done[1])
        outbox.cancel(conn, rep.workspace_id, told, now)
        told_target.stands_again(conn, request, told, wanted)
        _take_word_back(conn, request, wanted)
        for owner_id in {rep.id} | _holders(conn, rep.workspace_id, done[1]):
            owner = reps.get(conn, rep.workspace_id, owner_id)
            choosing.come_back(conn, owner, wanted, done[1])
            reps.replan_brief(conn, owner, now)
        if done[0].startswith(changes.LOT):
            lot = recall.lot_undone(conn, rep.workspace_id, wanted, *done)
            return replace(lot, change_id=wanted)
        undone = replace(recall.undone(conn, rep.workspace_id, *done), change_id=wanted)
        if done[0] == TOLD and undone.commitment is not None:
            earlier = changes.undoable(conn, rep.workspace_id, rep.id, now)
            undone = replace(undone, earlier=earlier.get(undone.commitment.id))
        return recall.as_it_stands(conn, rep, undone)

    return once(conn, request, act)


def once(
    conn: Connection,
    request: Request,
    act: Callable[[], Outcome | Problem],
    intent: Intent | ClientIntent | PipelineIntent | None = None,
) -> Outcome:
    """A request handled before is told again; a line typed again is pointed out.

    A form is saved once, whatever it says when it comes again: its first answer may have been
    lost, and the rep changed a word and pressed again.
    """
    workspace_id, rep, now = request.workspace_id, request.rep, request.now
    before, same = receipts.seen(conn, workspace_id, request.key, rep.id, request.guard, now)
    if before is not None:
        return recall.outcome(conn, rep, before)
    first = receipts.find(conn, workspace_id, request.form) if request.form else None
    if first is not None:
        stands = FormStands(recall.outcome(conn, rep, first))
        receipts.keep(conn, workspace_id, request.key, rep.id, recall.receipt(stands), now)
        return stands
    typed_again = same and intent is not None and _typed_again(conn, request, intent, *same)
    found = typed_again or act()
    if isinstance(found, Problem):
        draft_id = drafts.keep(conn, workspace_id, rep.id, intent or _NOTHING, now, found)
        found = Refused(found, draft_id, has_text=intent is not None)
    guard = request.guard if isinstance(found, _GUARDED) else None
    kept = recall.receipt(found)
    receipts.keep(conn, workspace_id, request.key, rep.id, kept, now, guard)
    if request.form and not isinstance(found, Ask | Refused):
        receipts.keep(conn, workspace_id, request.form, rep.id, kept, now)
    return found


def _holders(conn: Connection, workspace_id: str, rows: Sequence[changes.Row]) -> set[int]:
    """Whose dates were put back."""
    ids = [r.id for r in rows if r.table == "commitments"]
    return {c.rep_id for c in commitments.several(conn, workspace_id, ids)}


def _with_its_list(conn: Connection, request: Request, change_id: int, problem: Problem) -> Problem:
    """Where to look how it stands, when it is no follow-up that was not taken back."""
    kind = changes.kind_of(conn, request.workspace_id, change_id)
    if kind == DIGEST:
        return replace(problem, facts={**problem.facts, "list": "/pipeline digest"})
    if is_about_a_rep(kind):
        return replace(problem, facts={**problem.facts, "list": "/steady settings"})
    for tables, where in _LISTS:
        if any(changes.touched(conn, request.workspace_id, change_id, each) for each in tables):
            return replace(problem, facts={**problem.facts, "list": where})
    return problem


def _take_word_back(conn: Connection, request: Request, change_id: int) -> None:
    """Whoever was told of what is undone now hears that, once."""
    workspace_id, now, steady_now = request.workspace_id, request.now, request.steady_now
    for told in outbox.told_of(conn, workspace_id, change_id):
        item = outbox.Item(f"taken_back:{change_id}:{told.rep_id}")
        facts = {k: v for k, v in told.facts.items() if k in _TOLD_ABOUT}
        facts |= {"told": told.id, "by": request.rep.id}
        to = (workspace_id, told.rep_id)
        outbox.queue(conn, *to, NudgeKind.TAKEN_BACK, [item], now, now, steady_now, facts)


def _typed_again(
    conn: Connection,
    request: Request,
    intent: Intent | ClientIntent | PipelineIntent,
    receipt: Receipt,
    at: datetime,
) -> AlreadySaved | AlreadyNoted | None:
    rep, now = request.rep, request.now
    before = recall.outcome(conn, rep, receipt)
    if isinstance(before, Saved) and before.commitment.is_open:
        draft_id = drafts.keep(conn, rep.workspace_id, rep.id, intent, now)
        return AlreadySaved(before.commitment, before.change_id, draft_id, at)
    change_id = receipt.refs["change"]
    if isinstance(before, Saved) or change_id is None:
        return None
    if not changes.stands(conn, rep.workspace_id, change_id):
        return None
    assert isinstance(before, NOTED)
    draft_id = drafts.keep(conn, rep.workspace_id, rep.id, intent, now)
    return AlreadyNoted(before, change_id, draft_id, at)


def _settle(conn: Connection, request: Request, intent: Intent) -> Outcome | Problem:
    if intent.verb in KINDS:
        return record(conn, request, intent)
    if intent.verb is Verb.SNOOZE and intent.scope == OVERDUE:
        return date_trouble(conn, request, intent) or show_overdue(conn, request, intent)
    found = commitment_meant(conn, request, intent)
    if not isinstance(found, Commitment):
        return found
    intent = replace(intent, commitment_id=found.id, client_id=found.client_id)
    if not found.is_open:
        return Finished(found)
    done = ACTS[intent.verb](conn, request, intent, found)
    if found.rep_id != request.rep.id and isinstance(done, Kept | Moved | Snoozed | SaidNo):
        cover.note(conn, request.rep, found, done.change_id, request.now)
    return done


def _listed_of_client(conn: Connection, rep: Rep, asked: str, key: str) -> Listed:
    """A client's; of two clients with one name, both."""
    same = clients.known_by(conn, rep.workspace_id, [key]).get(key)
    if same is None:
        return Listed("unknown_client", (), client_name=asked)
    mine = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id)
    ids = {client.id for client in same}
    return _cut("client", [c for c in mine if c.client_id in ids], same[0].name)


def _cut(which: str, found: Sequence[Commitment], client_name: str = "") -> Listed:
    more = max(0, len(found) - MOST_LISTED)
    return Listed(which, tuple(found[:MOST_LISTED]), more, client_name)
