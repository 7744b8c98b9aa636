"""What becomes of a client that said no, was bought, or that we let go?"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import names, parting
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import ClientSaved, Outcome, PartAsked, Parting
from bot.playbook.parting import Answer, AskedToPart
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import (
    acts,
    changes,
    clients,
    closing,
    commitments,
    contacts,
    drafts,
    figures,
    losses,
    outbox,
    partings,
    quiet,
    rates,
    recall,
)
from storage.followups import once
from storage.keeping import changed, met, new_client, record
from storage.request import Request
from storage.who_agrees import who_agrees


def lost(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Not a client any more: a no to everything, believed (S2-6)."""
    reason, note = intent.reason, intent.note or intent.words
    known = LossReason(reason) if reason in set(LossReason) else None
    blocker, rows = met(conn, request, intent, client)
    buyer = None
    if intent.other_name:
        found = _acquirer(conn, request, intent, client)
        if isinstance(found, Problem):
            return found
        buyer, carried = found
        rows += carried
    why = note if known else reason or note
    done = acts.lose(conn, request, client, why, known, rows)
    _know_of_loss(conn, request, intent, client)
    losses.hang_on(
        conn,
        request.workspace_id,
        client.id,
        blocker_id=blocker.id if blocker else None,
        acquirer_id=buyer.id if buyer else None,
    )
    return recall.said_no(conn, request.rep, client.id, done.change_id)


def acquired(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Who bought a client that was lost for it, told afterwards (S4-2)."""
    loss_id = losses.latest(conn, request.workspace_id, client.id)
    if client.standing is not Standing.LOST or loss_id is None:
        return Problem("not_lost", {"client": client.name})
    found = _acquirer(conn, request, intent, client)
    if isinstance(found, Problem):
        return found
    buyer, rows = found
    before = changes.row(conn, request.workspace_id, "losses", loss_id)
    losses.name_acquirer(conn, request.workspace_id, loss_id, buyer.id)
    people = sum(row.table == "contacts" for row in rows)
    change_id = record(conn, request, client.id, "acquired", [before, *rows])
    return ClientSaved(client, change_id, "acquired", other=buyer, count=people)


def part(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Trust in abundance: seen with its share of the book, agreed by a manager above 5 %."""
    if client.standing is Standing.PARTED:
        return Problem("parted_already", {"client": client.name})
    share = _share(conn, request, client)
    needs_manager = parting.needs_manager(share) and not request.rep.is_manager
    manager = who_agrees(conn, request.rep) if needs_manager else None
    if not intent.is_confirmed:
        of = client.owner_id or 0
        kept = replace(intent, client_id=client.id, client_name=client.name, shown_of=of)
        draft_id = drafts.keep(conn, request.workspace_id, request.rep.id, kept, request.now)
        stress = figures.stress_without(conn, request.rep, client, request.now)
        currency = rates.reporting(conn, request.workspace_id)
        return Parting(client, share, needs_manager, draft_id, manager, stress, currency)
    if manager is not None:
        return Problem("part_needs_manager", {"client": client.name})
    return _parted(conn, request, client, intent.note or intent.reason)


def ask_to_part(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The manager is asked in their direct messages, with the share and the rep's reason."""
    share, manager = _share(conn, request, client), who_agrees(conn, request.rep)
    if client.standing in (Standing.PARTED, Standing.LOST):
        return Problem("parted_already", {"client": client.name})
    if share is None or not parting.needs_manager(share) or manager is None:
        return part(conn, request, replace(intent, deed=Deed.PART), client)
    standing = partings.open_for(conn, request.workspace_id, client.id)
    if standing is not None and standing.answer is Answer.OPEN and not standing.manager.is_gone:
        return PartAsked(standing)
    reason = intent.note or intent.reason
    asked = partings.add(conn, request.rep, client, manager, share, reason, request.now)
    rows = [changes.Row("partings", asked.id)]
    change_id = record(conn, request, client.id, "asked_to_part", rows)
    _tell(conn, request, manager, NudgeKind.ASKED_TO_PART, asked)
    return PartAsked(asked, change_id)


def agree(conn: Connection, request: Request, parting_id: int) -> Outcome:
    """The manager agrees: the client is parted, and whoever asked is told."""
    return once(conn, request, lambda: _answered(conn, request, parting_id, Answer.AGREED))


def talk_first(conn: Connection, request: Request, parting_id: int) -> Outcome:
    """The manager would rather talk first: nothing changes, and whoever asked is told."""
    return once(conn, request, lambda: _answered(conn, request, parting_id, Answer.TALK))


def _answered(
    conn: Connection, request: Request, parting_id: int, answer: Answer
) -> Outcome | Problem:
    """An answer to what is no longer a question changes nothing, and says how it stands."""
    asked = partings.get(conn, request.workspace_id, parting_id)
    if request.rep.id != asked.manager.id:
        return Problem("not_yours_to_answer")
    is_answerable = asked.answer is Answer.OPEN
    is_answerable |= asked.answer is Answer.TALK and answer is Answer.AGREED
    if not is_answerable:
        return PartAsked(asked)
    workspace_id = request.workspace_id
    before = changes.row(conn, workspace_id, "partings", asked.id)
    rows = [before]
    if answer is Answer.AGREED:
        rows.append(changes.row(conn, workspace_id, "clients", asked.client.id))
        note = asked.reason
        decided = {asked.rep.id, request.rep.id}
        rows += closing.lose_with_client(conn, request, asked.client, decided, None, note)
        clients.part(conn, workspace_id, asked.client, request.today, note)
    partings.settle(conn, workspace_id, asked.id, answer)
    change_id = record(conn, request, asked.client.id, f"part_{answer.value}", rows)
    partings.undone_by(conn, workspace_id, asked.id, change_id)
    asked = partings.get(conn, workspace_id, parting_id)
    _tell(conn, request, asked.rep, NudgeKind.PART_ANSWER, asked, change_id)
    if answer is Answer.AGREED:
        _tell_of_parting(conn, request, asked.client, change_id, {asked.rep.id, request.rep.id})
    return PartAsked(asked, change_id)


def _parted(conn: Connection, request: Request, client: Client, note: str | None) -> ClientSaved:
    mine = {request.rep.id}
    rows = closing.lose_with_client(conn, request, client, mine, None, note)

    def act() -> None:
        clients.part(conn, request.workspace_id, client, request.today, note)

    done = changed(conn, request, client, "parted", act, rows)
    assert done.change_id is not None
    told = _tell_of_parting(conn, request, client, done.change_id, mine)
    open_ = commitments.open_for(
        conn, request.workspace_id, rep_id=request.rep.id, client_id=client.id
    )
    return replace(done, count=told, stays=len(open_))


def _tell_of_parting(
    conn: Connection, request: Request, client: Client, change_id: int, decided: set[int]
) -> int:
    """A colleague's dates and deals stay, and the colleague decides about them (S2-6)."""
    return closing.tell_colleagues(conn, request, client, change_id, decided, parted=True)


def _share(conn: Connection, request: Request, client: Client) -> float | None:
    if client.value is None:
        return None
    book = clients.book_value(conn, request.workspace_id, client.value.currency)
    return parting.share(client.value.minor, book)


def _tell(
    conn: Connection,
    request: Request,
    to: Rep,
    kind: NudgeKind,
    asked: AskedToPart,
    change_id: int | None = None,
) -> None:
    """Through the outbox, once for each question and each answer."""
    item = outbox.Item(f"{kind.value}:{asked.id}:{change_id or 0}")
    facts: dict[str, object] = {"parting": asked.id, "answer": asked.answer.value}
    facts |= {"client": asked.client.id, "change": change_id}
    now: datetime = request.now
    who = (request.workspace_id, to.id)
    outbox.queue(conn, *who, kind, [item], now, now, request.steady_now, facts)


def _know_of_loss(conn: Connection, request: Request, intent: ClientIntent, client: Client) -> None:
    reason = intent.reason
    clients.know_of_loss(
        conn,
        request.workspace_id,
        client.id,
        fiscal_start=intent.months[0] if intent.months else None,
        contract_ends_on=intent.on if reason == LossReason.COMPETITOR else None,
        try_again_on=intent.on if reason == LossReason.TIMING else None,
    )


def _acquirer(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> tuple[Client, list[changes.Row]] | Problem:
    """Whoever bought them is a client to be; the people we know there are copied (S4-2).

    Copied and not moved: what was said with them stays in the history of the client we lost.
    """
    workspace_id, key = request.workspace_id, names.key(intent.other_name)
    if key == names.key(client.name):
        return Problem("acquired_by_itself", {"client": client.name})
    same = clients.known_by(conn, workspace_id, [key]).get(key, ())
    rows: list[changes.Row] = []
    if same:
        buyer = same[0]
    else:
        meant = ClientIntent(Deed.ADD, client_name=intent.other_name)
        buyer = new_client(conn, request, meant, request.rep)
        quiet.settle(conn, workspace_id, buyer.id, request.now)
        rows.append(changes.Row("clients", buyer.id))
    return buyer, [*rows, *_carried(conn, request, client, buyer)]


def _carried(
    conn: Connection, request: Request, client: Client, buyer: Client
) -> list[changes.Row]:
    rows = []
    for contact in contacts.of(conn, request.workspace_id, client.id):
        if contact.left_on is None:
            person = ClientIntent(
                Deed.CONTACT, contact_name=contact.name, contact_role=contact.role
            )
            rows += met(conn, request, person, buyer)[1]
    return rows
