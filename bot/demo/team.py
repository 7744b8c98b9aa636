"""Who is in the demo's team, and what did their clients tell them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.demo.standin import Conversation, StandIn, User
from bot.playbook import due
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Rep, SetBy, Standing
from bot.playbook.outcome import (
    ClientSaved,
    DealLost,
    DealSaved,
    DealWon,
    Moved,
    Ordered,
    Outcome,
    RateSaved,
    SaidNo,
    Saved,
    TargetSet,
    Touched,
)
from bot.playbook.when import Reading, find_whens
from storage import (
    clientele,
    clients,
    followups,
    pipeline_lines,
    postings,
    quiet,
    reps,
    workspaces,
)
from storage.database import Database
from storage.request import Request

WORKSPACE = "Northwind Sales"
HOME_ZONE = "Europe/Berlin"
_OPENING = time(9, 5)  # of Wednesday: the morning's briefs are in
_MONDAY, _HALF_PAST_EIGHT = 0, time(8, 30)  # of the digest: where "Next Monday" leads
_FIRST_WEEK_BEFORE = 3  # weeks between the first conversations and the visit


@dataclass(frozen=True, slots=True)
class People:
    """The three reps, whom Mia leads, and Noor, who is new and has not met Steady.

    Steady is in the channel where the digest is read.
    """

    ana: User
    ben: User
    mia: User
    noor: User
    wins: Conversation


@dataclass(frozen=True, slots=True)
class Said:
    """One conversation a while ago, and the date that came of it."""

    who: str
    client: str
    days_ago: int  # before the visit's Wednesday
    in_days: int  # from that Wednesday
    at: time | None = None
    words: str | None = None
    note: str | None = None
    verb: Verb = Verb.RECORD
    is_vague: bool = False
    standing: Standing = Standing.PROSPECT
    moved: tuple[int, ...] = ()  # the dates named before this one, as days from that Wednesday


_SAID = (
    Said(
        "ana",
        "Harbor Foods",
        20,
        0,
        time(15),
        "after our board has met",
        "send the quote",
        standing=Standing.ACTIVE,
    ),
    Said("ana", "Lindqvist Print", 13, 0, None, "once the new press is running"),
    Said("ana", "Brightwater Dental", 16, -2, None, "when the budget is through"),
    # Moved twice before: once more, and Steady asks the hard question.
    Said(
        "ana", "Quill & Sons", 19, 2, time(10), "after the fair", "bring samples", moved=(-12, -5)
    ),
    Said("ana", "Vega Logistics", 6, 2, None, None, "the signed contract", Verb.THEIRS),
    Said("ana", "Alder Bank", 9, 110, None, "in the spring", None, is_vague=True),
    Said("ana", "Moretti Cafés", 5, 0, time(15, 30), None, "ask about the second shop"),
    Said("ben", "Oakfield Schools", 19, 0, time(14), "after the summer plan is agreed"),
    Said("ben", "Harbor Foods", 12, 5, None, "their buyer is back then"),
    Said("ben", "Northgate Clinics", 8, 1, None, "when the audit is over", "one-page summary"),
    Said("ben", "Pinecrest Toys", 15, 12, time(11), "before we order for the season"),
    Said("mia", "Tidewater Energy", 14, 0, None, "call me after the works council"),
    Said("mia", "Sable Hotels", 17, 7, time(16), "when our new manager has started"),
)


@dataclass(frozen=True, slots=True)
class Spoke:
    """Contact a while ago; what was quoted are the client's words."""

    days_ago: int
    how: str  # as it is typed: "call warm", "out mail"


@dataclass(frozen=True, slots=True)
class Known:
    """A client of some years' standing, as a rep would have typed it in."""

    who: str
    facts: str  # what follows `/client add`
    standing: Standing
    spoke: tuple[Spoke, ...]
    days_ago: int = 400

    @property
    def client(self) -> str:
        return self.facts.partition(",")[0]


# One in every state: in touch, amber, red, one-sided, new, and quiet for a colleague; in season,
# perhaps in season, late with an order, and one that was lost.
_KNOWN = (
    Known(
        "ana",
        "Marlow Textiles, €84k",
        Standing.ACTIVE,
        (
            Spoke(74, "visit with Petra Voss hot"),
            Spoke(
                30,
                'call with Petra Voss warm "the new loom arrives before Christmas" ask for it',
            ),
        ),
    ),
    Known(
        "ana",
        "Corvus Shipping, €120k",
        Standing.ACTIVE,
        (Spoke(80, "meeting with Nils Berg warm"), Spoke(45, "call cold")),
    ),
    Known(
        "ana",
        "Fenwick Opticians, €18k",
        Standing.PROSPECT,
        (Spoke(26, "call warm"), Spoke(16, "out mail"), Spoke(9, "out mail"), Spoke(3, "out mail")),
    ),
    Known(
        "ana",
        "Solano Wines, key, €45k",
        Standing.ACTIVE,
        (Spoke(12, "call warm"), Spoke(1, 'visit hot "we want the same again next year"')),
    ),
    Known("ana", "Yarrow Museum, nurture", Standing.NURTURE, (Spoke(21, "call cold"),)),
    Known("ana", "Pike & Daughters, €9k", Standing.PROSPECT, (Spoke(2, "call warm"),), days_ago=3),
    Known(
        "ana", "Bellweather Toys, light, €52k", Standing.ACTIVE, (Spoke(80, "call warm"),), 1_100
    ),
    Known(
        "ana", "Larkfield Garden, light, €16k", Standing.ACTIVE, (Spoke(15, "call warm"),), 1_100
    ),
    Known("ana", "Osprey Cycles, €33k", Standing.PROSPECT, (Spoke(420, "call cold"),), 900),
    Known("ben", "Trellis Paper, light, €24k", Standing.ACTIVE, (Spoke(60, "call"),), 1_100),
    Known("ben", "Selby Foundry, €60k", Standing.ACTIVE, (Spoke(31, "meeting warm"),)),
    Known("ben", "Ormond Dairy, light, €30k", Standing.ACTIVE, (Spoke(40, "call warm"),)),
    Known("mia", "Juniper Labs, key, $210k", Standing.ACTIVE, (Spoke(14, "call warm"),)),
)
# More of what was typed about them, the older first: days ago, who, and the line.
_TYPED = (
    (299, "ana", "contact Corvus Shipping add Ada Lund, finance"),
    (30, "ana", "renews Corvus Shipping 1 July"),
    (12, "ana", "contact Solano Wines add Inês Prado, owner"),
    (8, "ben", "renews Selby Foundry 1 May"),
    (220, "ana", "lost Osprey Cycles the price"),
    (20, "ana", "order Osprey Cycles €11k"),
    *((60 + 40 * n, "ben", "order Trellis Paper €2k") for n in range(4, -1, -1)),
    (1, "ana", "contact Corvus Shipping left Ada Lund"),
)
_IN_SEASON, _PERHAPS = "Bellweather Toys", "Larkfield Garden"
_OPENS_IN = timedelta(weeks=6)  # at the most, from the visit on: its first question is due
_WORTH = {
    "Harbor Foods": "€140k",
    "Lindqvist Print": "€22k",
    "Oakfield Schools": "€35k",
    "Tidewater Energy": "$95k",
}
# What was typed after /pipeline: days ago, who, and the line; each rep's in its own order. Ana is
# above the number she chose, Ben below his since Monday, and all that Mia has open is one client's.
_SOLD = (
    (100, "mia", "currency EUR"),
    (100, "mia", "rate USD 0.92"),
    (88, "ana", 'add Harbor Foods "Spring range" €60k explore'),
    (85, "ben", 'add Oakfield Schools "Canteens" €48k explore'),
    (84, "ana", 'add Lindqvist Print "Second press" €45k meet close in fourteen weeks'),
    (82, "mia", 'add Juniper Labs "Sensors" $60k explore'),
    (80, "ben", 'add Northgate Clinics "Ward supplies" €70k meet'),
    (75, "ana", 'add Quill & Sons "Showroom" €38k meet'),
    (70, "ana", "move Lindqvist Print explore"),
    (66, "ben", 'add Selby Foundry "Maintenance" €55k review'),
    (63, "ana", 'add Marlow Textiles "Loom parts" €52k review close in ten weeks'),
    (60, "ben", 'add Pinecrest Toys "Season order" €36k explore'),
    (56, "ana", "won Harbor Foods €58k"),
    (55, "mia", "move Juniper Labs review"),
    (49, "ana", 'add Harbor Foods "Autumn range" €80k explore close in fifteen weeks'),
    (45, "ben", "target €180k"),
    (44, "ben", "move Northgate Clinics explore"),
    (42, "ana", "move Quill & Sons explore"),
    (41, "mia", 'add Juniper Labs "Lab rollout" $90k involve'),
    (40, "mia", "target €120k"),
    (40, "mia", "target team €600k"),
    (35, "ana", 'add Solano Wines "Gift boxes" €42k meet'),
    (30, "ana", "target €250k"),
    (28, "ana", 'add Moretti Cafés "Second shop" €30k meet'),
    (26, "mia", "move Juniper Labs Lab rollout to decide decide by in nine weeks"),
    (21, "ana", "move Harbor Foods review"),
    (20, "ben", 'add Ormond Dairy "Cooling" €22k meet'),
    (14, "ana", "move Solano Wines explore"),
    (12, "ben", "won Pinecrest Toys €35k"),
    (9, "ana", "move Lindqvist Print review"),
    (2, "ben", "lost Northgate Clinics they went with a competitor"),
    (1, "ana", 'next Solano Wines in two weeks "after the tasting"'),
)
_LOST = Said("ana", "Copperleaf Inns", 18, 6, None, None, "the price")


def people(slack: StandIn) -> People:
    """The team joins the stand-in Slack, with its channels."""
    ana = slack.add_user("Ana Ruiz", tz=HOME_ZONE, locale="en-GB", title="Rep, Berlin")
    ben = slack.add_user("Ben Okafor", tz="Europe/London", locale="en-GB", title="Rep, London")
    mia = slack.add_user(
        "Mia Chen", tz="America/New_York", title="Sales lead, New York", is_admin=True
    )
    noor = slack.add_user("Noor Haddad", tz=HOME_ZONE, locale="en-GB", title="New here, Berlin")
    everyone = [ana.id, ben.id, mia.id, noor.id]
    slack.add_channel("sales", everyone, "Where the team talks about clients")
    wins = slack.add_channel("wins", [*everyone, slack.bot_user_id], "What went well")
    return People(ana, ben, mia, noor, wins)


def week_start(today: datetime) -> datetime:
    """Wednesday before dawn in Berlin: this week's, or next week's when that has passed."""
    local = today.astimezone(ZoneInfo(HOME_ZONE))
    days = (2 - local.weekday()) % 7
    start = datetime.combine(local.date() + timedelta(days=days), time(4), ZoneInfo(HOME_ZONE))
    if start <= local:
        start += timedelta(days=7)
    return start.astimezone(UTC)


def opening_moment(start: datetime) -> datetime:
    """When the visit begins: the morning's briefs in Berlin have been read."""
    local = start.astimezone(ZoneInfo(HOME_ZONE))
    return datetime.combine(local.date(), _OPENING, ZoneInfo(HOME_ZONE)).astimezone(UTC)


async def seed(db: Database, workspace_id: str, team: People, clock: MovableClock) -> None:
    """The last three weeks, told as if each conversation had been recorded on its day."""
    now = clock.now()
    joined = now - timedelta(weeks=_FIRST_WEEK_BEFORE)
    known = {
        name: await db.write(reps.meet, _rep(workspace_id, user), joined)
        for name, user in (("ana", team.ana), ("ben", team.ben), ("mia", team.mia))
    }
    lead = known["mia"]
    await db.write(workspaces.set_lead, workspace_id, lead.id)
    for name in ("ana", "ben"):
        await db.write(reps.set_manager, workspace_id, known[name].id, lead.id)
    for said in _SAID:
        await _record(db, known[said.who], said, now)
    await _lose(db, known[_LOST.who], _LOST, now)
    for one in _KNOWN:
        await _know(db, known[one.who], one, now)
    for days_ago, who, line in _TYPED:
        await _type(db, known[who], line, now - timedelta(days=days_ago))
    await _bought(db, known["ana"], now)
    for name, worth in _WORTH.items():
        await _type(db, lead, f"value {name} {worth}", now - timedelta(days=2))
    for days_ago, who, line in _SOLD:
        await _sell(db, known[who], line, now - timedelta(days=days_ago))
    here = replace(lead, zone=HOME_ZONE)  # the workspace's clock is Berlin's
    await db.write(
        postings.set_up, here, team.wins.id, team.wins.name, _MONDAY, _HALF_PAST_EIGHT, now
    )
    for rep in known.values():
        await db.write(reps.plan_brief, rep, now)


async def _record(db: Database, rep: Rep, said: Said, now: datetime) -> None:
    """The conversation, and each time its client moved the date."""
    today = due.today_in(rep.zone, now)
    days = [today + timedelta(days=n) for n in (*said.moved, said.in_days)]
    whose = SetBy.CLIENT if said.words and not said.is_vague else SetBy.REP
    intent = Intent(
        said.verb,
        client_name=said.client,
        is_new_client=True,
        due_on=days[0],
        due_time=said.at,
        words=said.words,
        note=said.note,
        set_by=whose,
    )
    saved = await _carry_out(db, rep, intent, now - timedelta(days=said.days_ago))
    assert isinstance(saved, Saved)
    if said.standing is not Standing.PROSPECT:
        await db.write(clients.set_standing, rep.workspace_id, saved.client.id, said.standing)
        await db.write(quiet.settle, rep.workspace_id, saved.client.id, now)
    found: Outcome = saved
    for was_on, day in pairwise(days):
        assert isinstance(found, Saved | Moved)
        moving = replace(intent, verb=Verb.MOVED, commitment_id=found.commitment.id, due_on=day)
        found = await _carry_out(db, rep, moving, now - (today - was_on))


async def _lose(db: Database, rep: Rep, said: Said, now: datetime) -> None:
    """A client that said no, with a later try in the calendar."""
    await _record(db, rep, said, now)
    found = await db.read(followups.listed, rep, said.client, now)
    then = now - timedelta(days=4)
    no = Intent(Verb.NO, commitment_id=found.commitments[0].id, note=said.note)
    lost = await _carry_out(db, rep, no, then)
    assert isinstance(lost, SaidNo)
    assert lost.second_try_on is not None
    again = Intent(
        Verb.WIN_BACK,
        client_id=lost.client.id,
        due_on=lost.second_try_on,
        is_computed=True,
        set_by=SetBy.REP,
    )
    await _carry_out(db, rep, again, then)


async def _know(db: Database, rep: Rep, one: Known, now: datetime) -> None:
    """A client and its contact, each line as it was typed on its day."""
    added = await _type(db, rep, f"add {one.facts}", now - timedelta(days=one.days_ago))
    assert isinstance(added, ClientSaved)
    await db.write(clients.set_standing, rep.workspace_id, added.client.id, one.standing)
    for spoke in one.spoke:
        day = now - timedelta(days=spoke.days_ago)
        await _type(db, rep, f"touch {one.client} {spoke.how}", day)
    await db.write(quiet.settle, rep.workspace_id, added.client.id, now)


async def _bought(db: Database, rep: Rep, now: datetime) -> None:
    """Years in which two clients ordered: one has a season, of the other it may be one."""
    opens, lately = now + _OPENS_IN, now - timedelta(weeks=3)
    await _type(db, rep, f"season {_IN_SEASON} {opens:%B}", now - timedelta(days=90))
    for years in (3, 2, 1):
        day = f"10 {opens:%B} {opens.year - years}"
        await _type(db, rep, f"order {_IN_SEASON} {day} €{16 + years}k", now)
    for years in (1, 0):
        day = f"{min(lately.day, 28)} {lately:%B} {lately.year - years}"
        await _type(db, rep, f"order {_PERHAPS} {day} €{8 - years}k", now)


async def _type(db: Database, rep: Rep, line: str, at: datetime) -> Outcome:
    """`/client …`, typed at a moment in the past."""
    outcome = await db.write(clientele.take_line, _request(rep, at), line)
    assert isinstance(outcome, ClientSaved | Ordered | SaidNo | Touched), line
    return outcome


async def _sell(db: Database, rep: Rep, line: str, at: datetime) -> None:
    """`/pipeline …`, typed at a moment in the past."""

    def find(part: str) -> Sequence[Reading]:
        return find_whens(part, now=at.astimezone(ZoneInfo(rep.zone)), locale=rep.locale)

    outcome = await db.write(pipeline_lines.take_line, _request(rep, at), line, None, find)
    assert isinstance(outcome, Saved | DealSaved | DealWon | DealLost | TargetSet | RateSaved), line
    if isinstance(outcome, DealWon | DealLost):
        await db.write(quiet.settle, rep.workspace_id, outcome.client.id, at)


async def _carry_out(db: Database, rep: Rep, intent: Intent, at: datetime) -> Outcome:
    return await db.write(followups.carry_out, _request(rep, at), intent)


def _request(rep: Rep, at: datetime) -> Request:
    return Request(rep, f"seed:{uuid4().hex}", at, at)


def _rep(workspace_id: str, user: User) -> Rep:
    return Rep(
        workspace_id=workspace_id,
        id=0,
        slack_user_id=user.id,
        name=user.name.split(" ")[0],
        zone=user.tz,
        locale=user.locale,
        is_manager=user.is_admin,
    )
