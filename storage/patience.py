"""What happens when a rep answers one of patience's questions about a client? (S1-1, S1-2)"""

from sqlalchemy import Connection

from bot.playbook import fit as fit_rule
from bot.playbook.client_intent import ClientIntent
from bot.playbook.fit import Fit
from bot.playbook.model import Client, Standing, Tier
from bot.playbook.outcome import FitAnswered, Outcome
from bot.playbook.problem import Problem
from storage import changes, clients, fits
from storage.ids import new_id
from storage.keeping import changed, record
from storage.request import Request

_NOT_SERVED = (Standing.LOST, Standing.PARTED)


def fit(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The questions of fit, answered anew; the newest answers count (S1-2)."""
    if client.standing in _NOT_SERVED:
        return Problem("not_served", {"client": client.name})
    if not intent.fit:
        return Problem("unread_fit", {"text": "", "client": client.name})
    workspace_id = request.workspace_id
    before = fits.newest(conn, workspace_id, client.id)
    traits = fit_rule.asked_of(client.standing)
    answers = fit_rule.completed(dict(intent.fit), before, traits)
    answered = Fit(new_id(request.now), client.id, request.rep.id, request.today, answers)
    fits.add(conn, workspace_id, answered, request.now)
    change_id = record(conn, request, client.id, "fit", [changes.Row("fits", answered.id)])
    return FitAnswered(client, answered, change_id, fit_rule.differences(before, answers))


def nurture(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """A word now and then instead of pressure: the rhythm of the nurture tier."""
    if client.standing in _NOT_SERVED:
        return Problem("not_served", {"client": client.name})
    if client.tier is Tier.NURTURE and client.cadence_days is None:
        return Problem("nurtured_already", {"client": client.name})

    def act() -> None:
        clients.set_cadence(conn, request.workspace_id, client, Tier.NURTURE, None)

    return changed(conn, request, client, "cadence", act)
