"""By what does a team measure its pipeline: targets, the ladder, and what money is worth?"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, exists, or_, select, update

from bot.playbook import money, names, rate
from bot.playbook.choice import CURRENCY, RATE
from bot.playbook.deal import Stage
from bot.playbook.line import is_name
from bot.playbook.model import Money, Rep
from bot.playbook.outcome import LadderSaved, Outcome, RateSaved, TargetSet
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from storage import (
    changes,
    deals,
    figures,
    pipeline_days,
    rates,
    reps,
    stages,
    told_target,
    turning,
)
from storage.changes import Row
from storage.request import Request
from storage.shortfalls import Cause, Why
from storage.tables import deals as deals_
from storage.tables import pipeline_days as pipeline_days_
from storage.tables import reps as reps_
from storage.tables import workspaces

MOST_STAGES = 20

_OF_TEAM = ("team_target_minor", "version")
_OF_A_REP = ("target_minor", "target_set_by", "version")

Act = Callable[[Connection, Request, PipelineIntent], Outcome | Problem]
Edit = Callable[
    [Connection, Request, PipelineIntent, Sequence[Stage]], tuple[Stage, list[Row], int] | Problem
]


# Targets


def target(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """The open pipeline that is healthy: one's own; for others and the team a manager says it."""
    chosen = _chosen(conn, request, intent)
    if isinstance(chosen, Problem):
        return chosen
    if intent.is_for_team:
        return _of_team(conn, request, chosen)
    rep = _whose(conn, request, intent)
    return rep if isinstance(rep, Problem) else _of_rep(conn, request, rep, chosen)


def _chosen(conn: Connection, request: Request, intent: PipelineIntent) -> Money | Problem | None:
    """The target in the reporting currency; none, and nothing, take it away."""
    if intent.amount is None or intent.amount.minor == 0:
        return None
    if intent.amount.minor < 0:
        return Problem("negative_money", {"text": str(intent.amount.minor)})
    rates.adopt(conn, request.workspace_id, intent.amount.currency)
    worth = rates.worth(conn, request.workspace_id, intent.amount)
    reporting = rates.reporting(conn, request.workspace_id)
    if worth is None:
        return Problem("no_rate", {"currency": intent.amount.currency, "reporting": reporting})
    return Money(worth, reporting)


def _whose(conn: Connection, request: Request, intent: PipelineIntent) -> Rep | Problem:
    if intent.for_user_id is None or intent.for_user_id == request.rep.slack_user_id:
        return request.rep
    if not request.rep.is_manager:
        return Problem("managers_only")
    found = reps.find(conn, request.workspace_id, intent.for_user_id)
    if found is None or found.is_gone:
        return Problem("not_a_rep_there", {"user": intent.for_user_id})
    return found


def _of_rep(
    conn: Connection, request: Request, rep: Rep, chosen: Money | None
) -> Outcome | Problem:
    workspace_id, now = request.workspace_id, request.now
    row = changes.columns(conn, workspace_id, "reps", rep.id, *_OF_A_REP)
    was = _money(conn, workspace_id, (row.was or {})["target_minor"])
    here = update(reps_).where(reps_.c.workspace_id == workspace_id, reps_.c.id == rep.id)
    minor, by = (chosen.minor, request.rep.id) if chosen else (None, None)
    values = {"target_minor": minor, "target_set_by": by, "version": reps_.c.version + 1}
    conn.execute(here.values(values))
    pipeline_days.settle(conn, workspace_id, rep.id, now, Cause(Why.TARGET))
    change_id = changes.record(conn, workspace_id, request.rep.id, "target", [row], now)
    told_target.queue(conn, request, rep, chosen, was, change_id)
    return TargetSet(chosen, was, rep, figures.against(conn, rep), change_id)


def _of_team(conn: Connection, request: Request, chosen: Money | None) -> Outcome | Problem:
    if not request.rep.is_manager:
        return Problem("managers_only")
    workspace_id = request.workspace_id
    row = changes.columns(conn, workspace_id, "workspaces", 0, *_OF_TEAM)
    was = _money(conn, workspace_id, (row.was or {})["team_target_minor"])
    here = update(workspaces).where(workspaces.c.workspace_id == workspace_id)
    minor = chosen.minor if chosen else None
    conn.execute(here.values(team_target_minor=minor, version=workspaces.c.version + 1))
    change_id = changes.record(conn, workspace_id, request.rep.id, "target", [row], request.now)
    return TargetSet(chosen, was, None, None, change_id)


def _money(conn: Connection, workspace_id: str, minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, rates.reporting(conn, workspace_id))


# The ladder


def edit_ladder(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """A manager says what the stages are; deals of one that goes must go somewhere (S4-3)."""
    if not request.rep.is_manager:
        return Problem("managers_only")
    if intent.what not in _EDITS:
        return Problem("no_edit")
    workspace_id, now = request.workspace_id, request.now
    edited = _EDITS[intent.what](conn, request, intent, stages.all_of(conn, workspace_id))
    if isinstance(edited, Problem):
        return edited
    stage, rows, moved = edited
    weighs = {"chance": stage.id, "remove": intent.to_stage_id}.get(intent.what)
    if weighs is not None:
        on_it = deals.is_on(weighs)
        pipeline_days.settle_all(conn, workspace_id, now, Cause(Why.CHANGED), on_it)
    change_id = changes.record(conn, workspace_id, request.rep.id, "ladder", rows, now)
    ladder = stages.all_of(conn, workspace_id)
    stage = next((each for each in ladder if each.id == stage.id), stage)
    return LadderSaved(ladder, intent.what, stage, change_id, moved)


def _add(
    conn: Connection, request: Request, intent: PipelineIntent, ladder: Sequence[Stage]
) -> tuple[Stage, list[Row], int] | Problem:
    name = intent.new_name or intent.stage_name
    problem = _name_trouble(ladder, name, None) or _chance_trouble(intent)
    if problem is not None:
        return problem
    if len(ladder) >= MOST_STAGES:
        return Problem("too_many_stages", {"most": MOST_STAGES})
    position = min(max(intent.position or len(ladder) + 1, 1), len(ladder) + 1)
    chance = intent.chance if intent.chance is not None else _between(ladder, position)
    rows = []
    for stage in ladder[position - 1 :]:
        rows.append(changes.row(conn, request.workspace_id, "stages", stage.id))
        stages.set_position(conn, request.workspace_id, stage, stage.position + 1)
    made = stages.add(conn, request.workspace_id, position, name, chance, request.now)
    return made, [*rows, Row("stages", made.id)], 0


def _rename(
    conn: Connection, request: Request, intent: PipelineIntent, ladder: Sequence[Stage]
) -> tuple[Stage, list[Row], int] | Problem:
    stage = _meant(ladder, intent)
    if isinstance(stage, Problem):
        return stage
    if problem := _name_trouble(ladder, intent.new_name, stage):
        return problem
    row = changes.row(conn, request.workspace_id, "stages", stage.id)
    stages.rename(conn, request.workspace_id, stage, intent.new_name)
    return stage, [row], 0


def _chance(
    conn: Connection, request: Request, intent: PipelineIntent, ladder: Sequence[Stage]
) -> tuple[Stage, list[Row], int] | Problem:
    stage = _meant(ladder, intent)
    if isinstance(stage, Problem):
        return stage
    if intent.chance is None or _chance_trouble(intent):
        return Problem("bad_chance", {"chance": intent.chance})
    row = changes.row(conn, request.workspace_id, "stages", stage.id)
    stages.set_chance(conn, request.workspace_id, stage, intent.chance)
    return stage, [row], 0


def _move(
    conn: Connection, request: Request, intent: PipelineIntent, ladder: Sequence[Stage]
) -> tuple[Stage, list[Row], int] | Problem:
    stage = _meant(ladder, intent)
    if isinstance(stage, Problem):
        return stage
    if intent.position is None:
        return Problem("no_position", {"stage": stage.name})
    others = [each for each in ladder if each.id != stage.id]
    place = min(max(intent.position, 1), len(ladder)) - 1
    return stage, _renumber(conn, request, [*others[:place], stage, *others[place:]]), 0


def _remove(
    conn: Connection, request: Request, intent: PipelineIntent, ladder: Sequence[Stage]
) -> tuple[Stage, list[Row], int] | Problem:
    """Deals that stand on it go where the manager says; nothing is lost."""
    stage = _meant(ladder, intent)
    if isinstance(stage, Problem):
        return stage
    others = [each for each in ladder if each.id != stage.id]
    if not others:
        return Problem("last_stage", {"stage": stage.name})
    held = deals.standing_on(conn, request.workspace_id, stage.id)
    to = next((each for each in others if each.id == intent.to_stage_id), None)
    if held and to is None:
        return Problem("stage_holds_deals", {"stage": stage.name, "deals": len(held)})
    rows = [changes.row(conn, request.workspace_id, "stages", stage.id)]
    if to is not None:
        rows += _carry_over(conn, request, stage, held, to)
    stages.remove(conn, request.workspace_id, stage, request.now)
    return stage, rows + _renumber(conn, request, others), len(held)


def _carry_over(
    conn: Connection, request: Request, stage: Stage, held: Sequence[int], to: Stage
) -> list[Row]:
    """The clients agreed to nothing new today: how long they stand stays as it was."""
    stood = deals.carry_over(conn, request.workspace_id, stage.id, to.id)
    was = {"stage_id": stage.id}
    return [Row("deals", i, was) for i in held] + [Row("passages", i, was) for i in stood]


def _renumber(conn: Connection, request: Request, ladder: Sequence[Stage]) -> list[Row]:
    rows = []
    for position, stage in enumerate(ladder, start=1):
        if stage.position != position:
            rows.append(changes.row(conn, request.workspace_id, "stages", stage.id))
            stages.set_position(conn, request.workspace_id, stage, position)
    return rows


def _meant(ladder: Sequence[Stage], intent: PipelineIntent) -> Stage | Problem:
    found = next((each for each in ladder if each.id == intent.stage_id), None)
    if found is None and intent.stage_name:
        found = stages.named(ladder, intent.stage_name)
    known = tuple(each.name for each in ladder)
    return found or Problem("unknown_stage", {"stage": intent.stage_name, "ladder": known})


def _name_trouble(ladder: Sequence[Stage], name: str, but: Stage | None) -> Problem | None:
    if not is_name(name):
        return Problem("not_a_stage_name", {"stage": name})
    same = [s for s in ladder if names.key(s.name) == names.key(name) and s != but]
    return Problem("stage_known", {"stage": same[0].name}) if same else None


def _chance_trouble(intent: PipelineIntent) -> Problem | None:
    is_bad = intent.chance is not None and not 0 <= intent.chance <= 100
    return Problem("bad_chance", {"chance": intent.chance}) if is_bad else None


def _between(ladder: Sequence[Stage], position: int) -> int:
    """A new stage without a chance lies between its neighbours."""
    below = ladder[position - 2].chance if position > 1 else 0
    above = ladder[position - 1].chance if position <= len(ladder) else 100
    return (below + above) // 2


_EDITS: dict[str, Edit] = {
    "add": _add,
    "rename": _rename,
    "chance": _chance,
    "move": _move,
    "remove": _remove,
}


# Money


def set_rate(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """What one unit of a currency is worth, as a manager types it; open deals follow."""
    if not request.rep.is_manager:
        return Problem("managers_only")
    workspace_id, currency = request.workspace_id, intent.currency.upper()
    reporting = rates.reporting(conn, workspace_id)
    typed = rate.read_rate(intent.rate)
    if not money.is_currency(currency):
        return Problem("unknown_currency", {"currency": intent.currency})
    if typed is None:
        return Problem("not_a_rate", {"text": intent.rate, "currency": currency})
    if currency == reporting:
        return Problem("rate_of_reporting", {"currency": currency})
    was = _standing(conn, workspace_id) | {
        "uncounted": turning.uncounted(conn, workspace_id, currency)
    }
    rates.put(conn, workspace_id, currency, typed, request.rep.id, request.now)
    counted = rates.value_deals(conn, workspace_id, currency)
    of_it = deals.is_in(currency)
    pipeline_days.settle_all(conn, workspace_id, request.now, Cause(Why.RATE), of_it)
    missing = rates.unrated(conn, workspace_id)
    change_id = _counts_anew(conn, request, f"{RATE}{currency}", was)
    return RateSaved(currency, typed, reporting, counted, change_id, missing)


def report_in(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """Count everything in another currency.

    What is counted already is turned by the rate between the two, so there must be one; nothing
    is guessed.
    """
    if not request.rep.is_manager:
        return Problem("managers_only")
    workspace_id, into = request.workspace_id, intent.currency.upper()
    was = rates.reporting(conn, workspace_id)
    if not money.is_currency(into):
        return Problem("unknown_currency", {"currency": intent.currency})
    between = rates.all_of(conn, workspace_id).get(into)
    if into != was and between is None and _is_anything_counted(conn, workspace_id):
        return Problem("rate_needed_first", {"currency": into, "reporting": was})
    stood, versions = _standing(conn, workspace_id), turning.versions(conn, workspace_id)
    rates.report_in(conn, workspace_id, into)
    counted, change_id = 0, None
    if into != was:
        by = turning.turn(conn, workspace_id, was, into, request.rep.id, request.now)
        counted = rates.value_open(conn, workspace_id)
        pipeline_days.settle_all(conn, workspace_id, request.now, Cause(Why.RATE))
        if by != 0:  # so many to one that nothing could be turned back
            stood |= {"by": None if by is None else str(by), "versions": versions}
            change_id = _counts_anew(conn, request, f"{CURRENCY}{was}", stood)
    missing = rates.unrated(conn, workspace_id)
    return RateSaved(into, "", into, counted, change_id, missing)


def _standing(conn: Connection, workspace_id: str) -> turning.Was:
    """How everything is counted before a change of it; nothing was turned yet."""
    return turning.standing(conn, workspace_id) | {"by": None, "uncounted": []}


def _counts_anew(conn: Connection, request: Request, kind: str, was: turning.Was) -> int:
    row = Row("rates", 0, was)
    return changes.record(conn, request.workspace_id, request.rep.id, kind, [row], request.now)


def _is_anything_counted(conn: Connection, workspace_id: str) -> bool:
    """Whether any amount would change its meaning."""
    sold = exists().where(deals_.c.workspace_id == workspace_id, deals_.c.gone_at.is_(None))
    aimed = exists().where(reps_.c.workspace_id == workspace_id, reps_.c.target_minor.is_not(None))
    together = exists().where(
        workspaces.c.workspace_id == workspace_id, workspaces.c.team_target_minor.is_not(None)
    )
    stood = exists().where(
        pipeline_days_.c.workspace_id == workspace_id, pipeline_days_.c.open_minor > 0
    )
    here = workspaces.c.workspace_id == workspace_id
    return bool(conn.scalar(select(or_(sold, aimed, together, stood)).where(here)))


STEPS: dict[Step, Act] = {
    Step.TARGET: target,
    Step.STAGES: edit_ladder,
    Step.RATE: set_rate,
    Step.CURRENCY: report_in,
}
