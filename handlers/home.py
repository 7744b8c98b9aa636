"""What happens when a rep opens Home?"""

from dataclasses import replace

from bot.messages import home
from bot.messages.forms import View
from bot.messages.home import Desk
from bot.playbook import due
from bot.playbook.model import Kind
from handlers.act import NOTHING, Act, Reply
from storage import clientele, clients, commitments, figures, season


async def home_opened(act: Act) -> Reply:
    """Published fresh whenever it is looked at."""
    if act.payload.get("tab") == "home":
        await publish(act)
    return NOTHING


async def publish(act: Act) -> None:
    """Draw the rep's Home from the facts as they are now."""
    await act.slack.write.views_publish(user_id=act.rep.slack_user_id, view=await drawn(act))


async def drawn(act: Act) -> View:
    """The rep's Home tab."""
    rep, now = act.rep, act.now
    found = await act.db.read(commitments.open_for, rep.workspace_id, rep_id=rep.id)
    # Home is one's own: a manager finds everybody's in `/client list quiet`.
    own = replace(rep, is_manager=False)
    silent = await act.db.read(clientele.listed, own, "quiet", 1, now)
    in_season = await act.db.read(season.marked, rep, home.MOST_IN_SEASON, now)
    named = {one.client.id for one in in_season}  # a client stands once
    assumed = await act.db.read(clients.assumed_revenue, rep.workspace_id, rep.id)
    against = await act.db.read(figures.against, rep)
    circles = await act.db.read(figures.listed, rep, "circles", 1, now, whose=rep)
    today = due.today_in(rep.zone, now)
    sunday = due.end_of_week(today)
    ours = [c for c in found if c.kind is not Kind.THEIR_PROMISE]
    overdue = [c for c in ours if due.is_overdue(c, now)]
    rest = [c for c in ours if c not in overdue]
    desk = Desk(
        overdue=overdue,
        today=[c for c in rest if c.back_on == today],
        this_week=[c for c in rest if today < c.back_on <= sunday],
        later=[c for c in rest if c.back_on > sunday],
        waiting=[c for c in found if c.kind is Kind.THEIR_PROMISE],
        season=in_season,
        quiet=[one for one in silent.lines if one.client.id not in named],
        quiet_more=silent.total - len(silent.lines),
        assumed=assumed,
        against=against,
        circles=circles.lines,
    )
    return home.home(desk, rep, now)
