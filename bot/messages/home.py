"""What stands on a Home tab?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.messages import (
    commitments,
    digest,
    digest_notes,
    followup,
    money,
    pipeline,
    quiet,
    season,
    welcome,
)
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    divider,
    heading,
    plain,
    say,
    undrawn,
)
from bot.messages.commitments import Opened
from bot.messages.counts import begun, joined
from bot.messages.ids import Action
from bot.messages.names import rep_said
from bot.playbook.card import QuietShown, SeasonShown
from bot.playbook.deal import DealShown
from bot.playbook.desk import MOST_COUNTED, SIZES, Desk, Page, Part, Team
from bot.playbook.model import Commitment, Money, Rep

MOST_BLOCKS = 100  # Slack takes no more of a Home
View = dict[str, Any]
Line = TypeVar("Line")

_TITLES = {
    Part.OVERDUE: "Overdue",
    Part.TODAY: "Today",
    Part.QUIET: "Worth a word",
    Part.WEEK: "This week",
    Part.LATER: "Later",
    Part.WAITING: "Waiting for the client",
    Part.CIRCLES: "Open circles",
}


def home(desk: Desk, rep: Rep, now: datetime, opened: Opened | None = None) -> View:
    """One desk, most pressing first; on one's own each line is finished in place."""
    is_own = desk.whose.id == rep.id
    first = welcome.steps(desk.welcome, now) if desk.welcome is not None else []
    blocks = [
        *first,
        *([divider()] if first else []),
        heading("Your desk" if is_own else f"{begun(rep_said(desk.whose))}'s desk"),
        *([_first_row()] if is_own else []),
        *_whose(rep, is_team=False, is_own=is_own),
        *_parts(desk, rep, now, opened),
        *_pipeline(desk, rep, is_own),
        *_nothing(desk, is_own),
        *_last_row(),
    ]
    return _view(blocks)


def team(found: Team, rep: Rep, now: datetime) -> View:
    """What a manager may see of everybody: the team's week so far, and each rep's figures."""
    shown = digest.post(found.digest, found.posting, "", rep.locale)
    blocks = [
        heading("The team"),
        *_whose(rep, is_team=True, is_own=False),
        *[block for block in shown.blocks if block["type"] != "context"],
        *_by_rep(found, rep, now),
        *_last_row(),
    ]
    return _view(blocks)


def told(view: View, said: Message, pressed: str, before: Sequence[str]) -> View:
    """The same Home with what was just done, Undo beside it, where its line stood.

    `before` are the blocks as they stood when the button was pressed, by id.
    """
    blocks = list(view["blocks"])
    there = [block["block_id"] for block in blocks]
    above = before[: before.index(pressed) + 1] if pressed in before else ()
    at = next((there.index(one) + 1 for one in reversed(above) if one in there), 0)
    room = max(1, MOST_BLOCKS - len(blocks))
    new = _numbered([dict(block) for block in undrawn(said).blocks][:room], "told")
    kept = [*blocks[:at], *new, *blocks[at:]][:MOST_BLOCKS]
    return {**view, "blocks": kept}


def without_charts(view: View) -> View:
    """The same for a Slack that draws no chart on Home: its numbers as words."""
    drawn = undrawn(Message("", view["blocks"]))
    ids = [block["block_id"] for block in view["blocks"]]
    blocks = [{**new, "block_id": one} for new, one in zip(drawn.blocks, ids, strict=True)]
    return {**view, "blocks": blocks}


def _view(blocks: list[Block]) -> View:
    return {"type": "home", "blocks": _numbered(blocks, "home")}


def _numbered(blocks: list[Block], prefix: str) -> list[Block]:
    """Every block by a name of its own: its own id, else what it says, numbered if need be."""
    taken: dict[str, int] = {}
    for block in blocks:
        name = str(block.get("block_id") or f"{prefix}:{block['type']}")
        if prefix == "told":
            name = f"told:{name}"
        taken[name] = taken.get(name, 0) + 1
        block["block_id"] = name if taken[name] == 1 else f"{name}:{taken[name]}"
    return blocks


# Rows around the parts


def _first_row() -> Block:
    return buttons(
        "home:new",
        button("New follow-up", Action.OPEN_FORM, "", style="primary"),
        button("Log a touch", Action.LOG_TOUCH, ""),
        button("New deal", Action.NEW_DEAL, ""),
    )


def _last_row() -> list[Block]:
    row = buttons(
        "home:last",
        button("Settings", Action.SETTINGS, ""),
        button("Help", Action.HELP, ""),
    )
    return [divider(), row]


def _whose(rep: Rep, *, is_team: bool, is_own: bool) -> list[Block]:
    """A manager may look at a rep and at the team."""
    if not rep.is_manager:
        return []
    select = {
        "type": "users_select",
        "action_id": Action.HOME_WHOSE,
        "placeholder": plain("Look at a rep"),
    }
    mine = [] if is_own else [button("My desk", Action.HOME_MINE, "")]
    everybody = [] if is_team else [button("The team", Action.HOME_TEAM, "")]
    return [buttons("home:whose", select, *everybody, *mine)]


def _nothing(desk: Desk, is_own: bool) -> list[Block]:
    if not desk.is_empty:
        return []
    if not is_own:
        return [say("Nothing is open here.")]
    return [say("Nothing is open. Ask a client for their next date, and write it down.")]


# The parts


def _parts(desk: Desk, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    is_own = desk.whose.id == rep.id

    def dated(part: Part, page: Page[Commitment]) -> list[Block]:
        def one(c: Commitment) -> list[Block]:
            return _commitment(c, rep, now, opened, is_own)

        return _part(_TITLES[part], part, page, one)

    def in_season(one: SeasonShown) -> list[Block]:
        row = [_calm(season.act_row(one))] if is_own else []
        return [_line(f"s:{one.client.id}", season.sentence(one, rep, now)), *row]

    title = season.title(desk.season.lines)
    return [
        *dated(Part.OVERDUE, desk.overdue),
        *dated(Part.TODAY, desk.today),
        *_part(title, Part.SEASON, desk.season, in_season),
        *_quiet(desk, is_own),
        *dated(Part.WEEK, desk.week),
        *dated(Part.WAITING, desk.waiting),
        *dated(Part.LATER, desk.later),
    ]


def _part(
    title: str,
    part: Part,
    page: Page[Line],
    one: Callable[[Line], list[Block]],
    under: Sequence[Block] = (),
) -> list[Block]:
    """A heading, the lines of this page, and the way to the next."""
    if not page.total:
        return []
    top = {**heading(f"{title}{_place(part, page)}"), "block_id": f"part:{part.value}"}
    lines = [block for line in page.lines for block in one(line)]
    return [top, *under, *lines, *_turn(part, page.number, page.pages)]


def _place(part: Part, page: Page[Any]) -> str:
    """ ": 6 to 10 of 37"; nothing where everything stands on one page."""
    if page.pages == 1:
        return ""
    first = (page.number - 1) * SIZES[part] + 1
    last = min(page.total, page.number * SIZES[part])
    total = f"{page.total:,}{' or more' if page.total >= MOST_COUNTED else ''}"
    return f": {first:,} to {last:,} of {total}" if first != last else f": {first:,} of {total}"


def _turn(part: Part, number: int, pages: int) -> list[Block]:
    ways = [("Previous", number - 1), ("Next", number + 1)]
    shown = [
        button(label, f"{Action.HOME_PAGE}:{label.lower()}", f"{part.value}|{page}")
        for label, page in ways
        if 1 <= page <= pages
    ]
    return [buttons(f"turn:{part.value}", *shown)] if shown else []


def _commitment(
    c: Commitment, rep: Rep, now: datetime, opened: Opened | None, is_own: bool
) -> list[Block]:
    line = _line(f"l:{c.id}", followup.line_for(c, rep, now))
    if not is_own:
        return [line]
    if opened == Opened(c.id, "snooze"):
        return [line, commitments.snooze_row(c, rep, now)]
    return [line, _calm(commitments.act_row(c, rep, now))]


def _quiet(desk: Desk, is_own: bool) -> list[Block]:
    """Who has not heard from us; one press says that we spoke."""

    def one(found: QuietShown) -> list[Block]:
        row = [_calm(quiet.act_row(found.client))] if is_own else []
        return [_line(f"q:{found.client.id}", quiet.sentence(found)), *row]

    counted = f"{quiet.how_many(desk.quiet.total, desk.red)}." if desk.quiet.total else ""
    under = [aside(" ".join([counted, *_assumed(desk.assumed)]))]
    return _part(_TITLES[Part.QUIET], Part.QUIET, desk.quiet, one, under)


def _assumed(amounts: Sequence[Money]) -> list[str]:
    """The revenue one assumes while nobody has asked (S3-4)."""
    if not amounts:
        return []
    total = joined([money.said(one) for one in amounts])
    rest = "rests" if len(amounts) == 1 else "rest"
    return [f"{total} a year {rest} on clients past their cadence: revenue you assume."]


def _pipeline(desk: Desk, rep: Rep, is_own: bool) -> list[Block]:
    """Open against target, its course, and what has no next date (S2-7)."""

    def one(found: DealShown) -> list[Block]:
        row = [_calm(pipeline.deal_buttons(found, desk.ladder))] if is_own else []
        return [_line(f"d:{found.deal.id}", pipeline.without_step(found)), *row]

    stands = pipeline.at_home(desk, rep)
    title = "Your pipeline" if is_own else f"{begun(rep_said(desk.whose))}'s pipeline"
    under = [aside(pipeline.circles_said(desk.against))] if desk.against is not None else []
    circles = _part(_TITLES[Part.CIRCLES], Part.CIRCLES, desk.circles, one, under)
    return [*([heading(title)] if stands else []), *stands, *circles]


def _by_rep(found: Team, rep: Rep, now: datetime) -> list[Block]:
    if found.table is None:
        return list(digest_notes.switched_off().blocks)
    if not found.table.total:
        return []
    shown = digest_notes.team_table(found.table, rep, now)
    turn = _turn(Part.TEAM, found.table.page, found.table.pages)
    return [*shown, *turn, digest_notes.csv_row(found.table)]


def _calm(row: Block) -> Block:
    """Among many lines none is pressed on anybody."""
    plainer = [{k: v for k, v in one.items() if k != "style"} for one in row["elements"]]
    return {**row, "elements": plainer}


def _line(block_id: str, text: str) -> Block:
    return {**say(text), "block_id": block_id}
