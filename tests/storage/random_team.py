"""A team with whatever pipeline chance gives it, and its week counted without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage import tables, workspaces
from storage.tables import metadata
from storage.workspaces import Workspace

POSTED_ON = date(2026, 3, 9)  # a Monday
BEGAN = datetime(2025, 6, 2, 9, tzinfo=UTC)
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "JPY", "GBP")
RATES = {"USD": "0.92", "JPY": "0.0061"}  # nobody typed one for GBP
FACTORS = {"EUR": Fraction(1), "USD": Fraction(92, 100), "JPY": Fraction(61, 100)}
Row = dict[str, Any]


@dataclass
class Team:
    """Rows as they stand in the tables, to be stored and to be counted."""

    workspace_id: str
    chance: Random
    reps: list[Row] = field(default_factory=list)
    clients: list[Row] = field(default_factory=list)
    deals: list[Row] = field(default_factory=list)
    commitments: list[Row] = field(default_factory=list)
    losses: list[Row] = field(default_factory=list)
    passages: list[Row] = field(default_factory=list)
    pipeline_days: list[Row] = field(default_factory=list)
    stages: list[Row] = field(default_factory=list)
    team_target: int | None = None
    ids: int = 0

    def row(self, **facts: Any) -> Row:
        self.ids += 1
        return {"workspace_id": self.workspace_id, "id": self.ids, **facts}

    def any_day(self, first: int = -30, last: int = 12) -> date:
        return POSTED_ON + timedelta(days=self.chance.randint(first, last))


def grow(conn: Connection, seed: int) -> Team:
    """A workspace of its own with a random team, stored."""
    chance = Random(seed)
    team = Team(f"T{seed}", chance, team_target=chance.choice([None, None, 5_000_000_00]))
    workspaces.meet(conn, Workspace(team.workspace_id, "Any", "Europe/Berlin", "de-DE"), BEGAN)
    here = tables.workspaces.c.workspace_id == team.workspace_id
    chosen = {"team_target_minor": team.team_target, "reporting_currency": "EUR"}
    conn.execute(update(tables.workspaces).where(here).values(chosen))
    found = conn.execute(
        select(tables.stages).where(tables.stages.c.workspace_id == team.workspace_id)
    )
    team.stages = sorted((dict(r) for r in found.mappings()), key=lambda r: r["position"])
    _hire(team)
    _meet_clients(team)
    _sell(team)
    _promise(team)
    _look_back(team)
    _store(conn, team)
    return team


def _hire(team: Team) -> None:
    for n in range(team.chance.choice([0, 1, 2, 7, 12])):
        team.reps.append(
            team.row(
                slack_user_id=f"U{n}",
                name=f"{team.chance.choice(['Ana', 'ben', 'Çelik', 'Åsa'])} {n:02}",
                zone="Europe/Berlin",
                locale="de-DE",
                is_manager=False,
                opens=time(8),
                closes=time(18),
                working_days="01234",
                brief_time=time(8, 30),
                created_at=BEGAN,
                gone_at=team.chance.choice([None, None, None, BEGAN]),
                target_minor=team.chance.choice([None, 0, team.chance.randint(1, 10**8)]),
            )
        )


def _meet_clients(team: Team) -> None:
    pick = team.chance
    for n in range(pick.randint(0, 30) if team.reps else 0):
        currency = pick.choice([*CURRENCIES, None])
        standing = pick.choice(["prospect", "active", "active", "nurture", "lost", "parted"])
        client = team.row(
            name=f"Client {n}",
            name_key=f"client {n}",
            standing=standing,
            owner_id=pick.choice([None, *(r["id"] for r in team.reps)]),
            tier="standard",
            counts_from=BEGAN.date(),
            unanswered=0,
            is_one_person=False,
            value_minor=pick.randint(0, pick.choice([10**7, 10**9])) if currency else None,
            value_currency=currency,
            quiet_state=None
            if standing in ("lost", "parted")
            else pick.choice([None, "amber", "red"]),
            gone_at=pick.choice([None] * 6 + [BEGAN]),
            version=1,
            created_at=BEGAN,
        )
        team.clients.append(client)
        for _ in range(pick.choice([0, 0, 1, 2])):
            team.losses.append(
                team.row(
                    client_id=client["id"],
                    rep_id=pick.choice(team.reps)["id"],
                    lost_on=team.any_day(-12, 2),
                    shares_name=pick.choice([None, True, False]),
                    won_back_on=pick.choice([None, None, POSTED_ON]),
                    gone_at=pick.choice([None, None, None, BEGAN]),
                    version=1,
                    created_at=BEGAN,
                )
            )


def _sell(team: Team) -> None:
    pick = team.chance
    for n in range(pick.randint(0, pick.choice([20, 90, 300])) if team.clients else 0):
        amount, currency = pick.choice([0, pick.randint(1, 10**8)]), pick.choice(CURRENCIES)
        state = pick.choice(["open", "open", "open", "won", "lost"])
        deal = team.row(
            client_id=pick.choice(team.clients)["id"],
            rep_id=pick.choice(team.reps)["id"],
            name=f"Deal {n}",
            name_key=f"deal {n}",
            stage_id=pick.choice(team.stages)["id"],
            stage_since=BEGAN.date(),
            amount_minor=amount,
            amount_currency=currency,
            worth_minor=worth(amount, currency),
            state=state,
            opened_on=BEGAN.date(),
            close_moves=0,
            decide_asks=0,
            closed_on=None if state == "open" else team.any_day(),
            gone_at=pick.choice([None] * 8 + [BEGAN]),
            version=1,
            created_at=BEGAN,
        )
        team.deals.append(deal)
        passed = team.row(
            deal_id=deal["id"],
            stage_id=deal["stage_id"],
            rep_id=deal["rep_id"],
            entered_on=BEGAN.date(),
            outcome=None if state == "open" else state,
            gone_at=deal["gone_at"],
            version=1,
            created_at=BEGAN,
        )
        team.passages.append(passed)


def _promise(team: Team) -> None:
    pick = team.chance
    for _ in range(pick.randint(0, 60) if team.clients else 0):
        client, due_on = pick.choice(team.clients), team.any_day()
        hangs_on = [d["id"] for d in team.deals if d["client_id"] == client["id"]]
        team.commitments.append(
            team.row(
                client_id=client["id"],
                rep_id=pick.choice(team.reps)["id"],
                deal_id=pick.choice([None, *hangs_on]),
                kind=pick.choice(["follow_up", "meeting", "their_promise"]),
                state=pick.choice(["open", "open", "kept", "kept", "moved", "cancelled"]),
                due_on=due_on,
                zone="Europe/Berlin",
                back_on=due_on,
                due_at=datetime.combine(due_on, time(pick.randint(0, 2)), UTC),
                set_by=pick.choice(["client", "client", "rep", None]),
                put_offs=0,
                version=1,
                created_at=BEGAN,
            )
        )


def _look_back(team: Team) -> None:
    pick = team.chance
    for rep in team.reps:
        known = {team.any_day(-130, 0) for _ in range(pick.randint(0, 9))}
        team.pipeline_days += [
            {
                "workspace_id": team.workspace_id,
                "rep_id": rep["id"],
                "day": day,
                "open_minor": pick.randint(0, 10**9),
                "weighted_minor": 0,
                "target_minor": pick.choice([None, pick.randint(1, 10**9)]),
                "deals": 1,
            }
            for day in sorted(known)
        ]


def _store(conn: Connection, team: Team) -> None:
    for code, rate in RATES.items():
        typed = {"currency": code, "rate": rate, "set_by": 1, "at": BEGAN}
        conn.execute(insert(tables.rates), {"workspace_id": team.workspace_id, **typed})
    names = ("reps", "clients", "losses", "deals", "passages", "commitments", "pipeline_days")
    for name in names:
        if rows := getattr(team, name):
            conn.execute(insert(metadata.tables[name]), rows)


def worth(minor: int, currency: str | None) -> int | None:
    """An amount in euros' cents, rounded down."""
    if currency not in FACTORS:
        return None
    return int(minor * FACTORS[currency] // 1)


# The same figures, by reading every row


def figures(team: Team) -> dict[str, Any]:
    """Everything a digest says of the week before POSTED_ON."""
    days = [POSTED_ON - timedelta(days=n) for n in range(7, 0, -1)]
    sold = [d for d in team.deals if d["state"] == "open" and d["gone_at"] is None]
    footings = {d["id"]: footing(team, d) for d in sold}
    here = [r for r in team.reps if r["gone_at"] is None]
    aims = [r["target_minor"] for r in here if r["target_minor"] is not None]
    target = team.team_target
    if target is None and aims:
        target = sum(aims)
    weeks = [(day, *stood(team, day)) for day in week_ends() if stood(team, day) is not None]
    return {
        "first_on": days[0],
        "last_on": days[-1],
        "currency": "EUR",
        "reps": len(here),
        "deals": len(sold),
        "open_minor": total(sold),
        "was_minor": weeks[-1][1] if weeks else None,
        "target_minor": target,
        "aims": len(aims) or None if team.team_target is None else None,
        "theirs_minor": total(d for d in sold if footings[d["id"]] == "theirs"),
        "ours_minor": total(d for d in sold if footings[d["id"]] == "ours"),
        "circles": sum(footings[d["id"]] == "none" for d in sold),
        "circles_minor": total(d for d in sold if footings[d["id"]] == "none"),
        "unrated": tuple(sorted({d["amount_currency"] for d in sold if d["worth_minor"] is None})),
        "unrated_deals": sum(d["worth_minor"] is None for d in sold),
        "unrated_values": tuple(sorted({c["value_currency"] for c in unrated_clients(team)})),
        "unrated_clients": len(unrated_clients(team)),
        "weeks": (*weeks, (days[-1], total(sold), target)),
        "stages": tuple(
            (
                stage["name"],
                sum(d["stage_id"] == stage["id"] for d in sold),
                total(d for d in sold if d["stage_id"] == stage["id"]),
            )
            for stage in team.stages
        ),
        **_won(team, days),
        **_lost(team, days),
        **_kept(team, days),
        **_book(team, sold, target),
    }


def lines(team: Team) -> dict[int, dict[str, int | None]]:
    """Each rep's figures, by rep."""
    days = [POSTED_ON - timedelta(days=n) for n in range(7, 0, -1)]
    found = {}
    for rep in (r for r in team.reps if r["gone_at"] is None):
        own = [d for d in team.deals if d["rep_id"] == rep["id"] and d["gone_at"] is None]
        sold = [d for d in own if d["state"] == "open"]
        won = [d for d in own if d["state"] == "won" and d["closed_on"] in days]
        dates = [c for c in named(team, days) if c["rep_id"] == rep["id"]]
        found[rep["id"]] = {
            "open_minor": total(sold),
            "target_minor": rep["target_minor"],
            "deals": len(sold),
            "circles": sum(footing(team, d) == "none" for d in sold),
            "won_minor": total(won),
            "named": len(dates),
            "kept": sum(c["state"] == "kept" for c in dates),
            "quiet": sum(c["owner_id"] == rep["id"] for c in ours(team) if c["quiet_state"]),
        }
    return found


def footing(team: Team, deal: Row) -> str:
    """On whose date a deal stands: the earliest open one of it, or of its client as a whole."""
    mine = [
        c
        for c in team.commitments
        if c["state"] == "open"
        and c["client_id"] == deal["client_id"]
        and c["deal_id"] in (None, deal["id"])
    ]
    if not mine:
        return "none"
    first = min(mine, key=lambda c: (c["due_at"], c["id"]))
    return "theirs" if first["set_by"] == "client" else "ours"


def stood(team: Team, day: date) -> tuple[int, int | None] | None:
    """Open pipeline and target of the whole team at the end of a day; None before the first."""
    open_, aims, known = 0, [], False
    for rep in team.reps:
        rows = [r for r in team.pipeline_days if r["rep_id"] == rep["id"] and r["day"] <= day]
        if rows:
            last = max(rows, key=lambda r: r["day"])
            known, open_ = True, open_ + last["open_minor"]
            aims += [last["target_minor"]] if rep["gone_at"] is None else []
    chosen = [aim for aim in aims if aim is not None]
    target = team.team_target if team.team_target is not None else sum(chosen) if chosen else None
    return (open_, target) if known else None


def week_ends() -> list[date]:
    return [POSTED_ON - timedelta(days=1 + 7 * n) for n in range(12, 0, -1)]


def named(team: Team, days: Sequence[date]) -> list[Row]:
    """Dates clients named for these days, but for what they owe us and what was moved."""
    return [
        c
        for c in team.commitments
        if c["set_by"] == "client"
        and c["kind"] != "their_promise"
        and c["state"] in ("kept", "open")
        and c["due_on"] in days
    ]


def ours(team: Team) -> list[Row]:
    return [
        c for c in team.clients if c["gone_at"] is None and c["standing"] not in ("lost", "parted")
    ]


def unrated_clients(team: Team) -> list[Row]:
    """Clients of a known yearly value that nobody can count."""
    return [c for c in ours(team) if c["value_currency"] and worth(0, c["value_currency"]) is None]


def total(found: Iterable[Row]) -> int:
    return sum(d["worth_minor"] or 0 for d in found)


def _won(team: Team, days: Sequence[date]) -> Row:
    won = [
        d
        for d in team.deals
        if d["state"] == "won" and d["gone_at"] is None and d["closed_on"] in days
    ]
    by_client: dict[int, int] = {}
    for deal in won:
        by_client[deal["client_id"]] = by_client.get(deal["client_id"], 0) + total([deal])
    order = sorted(by_client, key=lambda c: (-by_client[c], c))
    return {
        "won": tuple(_name(team, c) for c in order[:6]),
        "won_clients": len(order),
        "won_minor": total(won),
    }


def _lost(team: Team, days: Sequence[date]) -> Row:
    gone = {c["id"] for c in team.clients if c["standing"] == "lost" and c["gone_at"] is None}
    rows = [
        one
        for one in team.losses
        if one["lost_on"] in days
        and one["gone_at"] is None
        and one["won_back_on"] is None
        and one["client_id"] in gone
    ]
    kept = {one["client_id"] for one in rows if not one["shares_name"]}
    shared = sorted({one["client_id"] for one in rows} - kept)
    return {
        "lost": len({one["client_id"] for one in rows}),
        "lost_named": tuple(_name(team, c) for c in shared[:6]),
    }


def _kept(team: Team, days: Sequence[date]) -> Row:
    dates = named(team, days)
    return {"named": len(dates), "kept": sum(c["state"] == "kept" for c in dates)}


def _book(team: Team, sold: Sequence[Row], target: int | None) -> Row:
    chances = {stage["id"]: chance_of(team, stage) for stage in team.stages}
    likely: dict[int, int] = {}
    for deal in sold:
        weighted = (deal["worth_minor"] or 0) * chances[deal["stage_id"]] // 100
        likely[deal["client_id"]] = likely.get(deal["client_id"], 0) + weighted
    values = {c["id"]: worth(c["value_minor"] or 0, c["value_currency"]) or 0 for c in ours(team)}
    pay = [c["id"] for c in ours(team) if c["standing"] == "active" and values[c["id"]] > 0]
    needed = int((target or 0) * win_rate(team))
    elsewhere = {c: sum(likely.values()) - likely.get(c, 0) - needed for c in pay}
    quiet = [c["id"] for c in ours(team) if c["quiet_state"]]
    return {
        "quiet": len(quiet),
        "red": sum(c["quiet_state"] == "red" for c in ours(team)),
        "quiet_minor": sum(values[c] for c in quiet),
        "book_minor": sum(values.values()),
        "valued": len(pay),
        "not_survived": sum(values[c] > elsewhere[c] for c in pay),
    }


def win_rate(team: Team) -> Fraction:
    """Won of all closed in twelve months, from twenty on; a quarter before that."""
    closed = [
        d["state"]
        for d in team.deals
        if d["gone_at"] is None and d["closed_on"] and d["closed_on"] >= date(2025, 3, 9)
    ]
    return Fraction(closed.count("won"), len(closed)) if len(closed) >= 20 else Fraction(1, 4)


def chance_of(team: Team, stage: Row) -> int:
    """The team's own share of wins on a stage, from twenty of the latest hundred on."""
    ended = [
        p["outcome"]
        for p in sorted(team.passages, key=lambda p: -p["id"])
        if p["stage_id"] == stage["id"] and p["outcome"] and p["gone_at"] is None
    ][:100]
    return stage["chance"] if len(ended) < 20 else 100 * ended.count("won") // len(ended)


def _name(team: Team, client_id: int) -> str:
    return str(next(c["name"] for c in team.clients if c["id"] == client_id))
