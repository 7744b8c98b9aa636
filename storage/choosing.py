"""What happens, in one transaction, when somebody chooses how Steady speaks, to them or to all?

Every choice can be taken back. Its rows are told apart by what stands in them and not by their
version, so that a choice of one thing never keeps another from being undone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.playbook.choice import DIGEST, SETTINGS, SHARE_LOSS
from bot.playbook.model import Rep
from bot.playbook.posting import Posting
from storage import changes, postings, reps, workspaces
from storage.changes import Row
from storage.request import Request

_WHEN = {"digest_on", "digest_weekday", "digest_time", "zone"}  # the digest comes by these


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rep as chosen; the change that takes it back, none where nothing changed."""

    rep: Rep
    change_id: int | None


def choose(conn: Connection, request: Request, wish: Callable[[Rep], Rep], kind: str) -> Chosen:
    """What a rep chose about how they are spoken to."""
    before = _own(conn, request)
    rep = reps.set_preferences(conn, wish(_rep(conn, request)), request.now)
    return Chosen(rep, _kept(conn, request, kind, [before]))


def fill_in(conn: Connection, request: Request, wanted: Rep, lead: str | None) -> Chosen:
    """The whole form; what a manager's says of the sales lead is the team's."""
    rows = [_own(conn, request)]
    rep = reps.set_preferences(conn, wanted, request.now)
    if request.rep.is_manager:
        rows.append(changes.columns(conn, request.workspace_id, "workspaces", 0, "lead_id"))
        workspaces.name_lead(conn, request.workspace_id, lead)
    return Chosen(rep, _kept(conn, request, SETTINGS, rows))


def about_digest(
    conn: Connection, request: Request, act: Callable[..., Posting], *wanted: object
) -> tuple[Posting, int | None]:
    """Where, when and how the digest comes, as a manager chose it."""
    before = changes.choice(conn, request.workspace_id, "workspaces", 0)
    found = act(conn, *wanted)
    return found, _kept(conn, request, DIGEST, [before])


def share_loss(conn: Connection, request: Request, loss_id: int, shares: bool) -> int | None:
    """Whether the digest may name a client this rep lost."""
    if not changes.is_there(conn, request.workspace_id, "losses", loss_id):
        return None
    before = changes.choice(conn, request.workspace_id, "losses", loss_id)
    postings.share_name(conn, request.rep, loss_id, shares)
    return _kept(conn, request, SHARE_LOSS, [before])


def undone(conn: Connection, request: Request, was: Rep, rows: Sequence[Row]) -> None:
    """A choice was taken back: what is due moves with it."""
    if any(row.table == "reps" for row in rows):
        rep = _rep(conn, request)
        if rep.protected != was.protected:
            reps.plan_protected(conn, rep, request.now)
        reps.follow_choice(conn, was, rep, request.now)
    if any(row.table == "workspaces" and _WHEN & (row.was or {}).keys() for row in rows):
        postings.restore(conn, request.workspace_id, request.now)


def come_back(conn: Connection, owner: Rep, change_id: int, rows: Sequence[Row]) -> None:
    """Dates that a change had found in another zone, or at other hours, come at those of now."""
    ids = [row.id for row in rows if row.table == "commitments" and row.was is not None]
    if ids and changes.chose_since(conn, owner, SETTINGS, change_id):
        reps.follow_owner(conn, owner, ids)


def _own(conn: Connection, request: Request) -> Row:
    return changes.choice(conn, request.workspace_id, "reps", request.rep.id)


def _rep(conn: Connection, request: Request) -> Rep:
    return reps.get(conn, request.workspace_id, request.rep.id)


def _kept(conn: Connection, request: Request, kind: str, rows: Sequence[Row]) -> int | None:
    return changes.chosen(conn, request.workspace_id, request.rep.id, kind, rows, request.now)
