"""Whatever a client orders, is it asked about when it should be, once, and never otherwise?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, NullPool, create_engine

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.model import Client, Direction, Hours, Rep
from bot.playbook.outcome import ClientSaved, Ordered, SaidNo, Touched, Undone
from storage import clientele, clients, followups, nudges, reps
from storage.followups import Request
from tests.book import open_workspace, said_now
from tests.cast import WORKSPACE, ana

FIRST_DAY = date(2026, 1, 12)
DAY = timedelta(days=1)
FAR = 500  # days: beyond every season and every gap of these histories
NEVER_QUIET = 730
MONTHS = [(), (4,), (4,), (5, 6), (3, 9), (1, 12), (2, 3, 4), (10, 3, 5)]
ACTS = [
    "order",
    "order",
    "order",
    "last_years",
    "in",
    "out",
    "season",
    "lead",
    "lost",
    "no",
    "undo",
]

Key = tuple[str, str] | None


@dataclass(frozen=True)
class Step:
    """Some days pass, then the rep does one thing."""

    days: int
    what: str
    number: int


STEPS = st.lists(
    st.builds(Step, st.integers(0, 60), st.sampled_from(ACTS), st.integers(0, 60)),
    min_size=1,
    max_size=8,
)


@dataclass
class History:
    """The same history beside the database, and a naive reading of it, day by day."""

    months: tuple[int, ...] = ()
    weeks: int = 8
    refused: set[int] = field(default_factory=set)
    orders: list[date] = field(default_factory=list)
    touches: list[tuple[date, Direction]] = field(default_factory=list)
    is_lost: bool = False

    def copy(self) -> "History":
        return replace(
            self, refused=set(self.refused), orders=list(self.orders), touches=list(self.touches)
        )

    def touched_since(self, day: date) -> bool:
        return any(on >= day for on, _ in self.touches)

    def spoke_since(self, day: date) -> bool:
        return any(on >= day for on, way in self.touches if way is Direction.IN)

    def key(self, day: date) -> Key:
        """What is asked for on a day, and what makes it one and the same."""
        if self.is_lost:
            return None
        return self.in_season(day) or self.late(day) or self.proposed(day)

    def in_season(self, day: date) -> Key:
        opens = self.opening(day)
        if opens is None:
            return None
        days = self.days_of(opens)
        starts = opens
        while (opens - starts).days < 7 * self.weeks and (starts - DAY).month not in self.months:
            starts -= DAY
        if not starts <= day <= days[-1] or any(starts <= on <= days[-1] for on in self.orders):
            return None
        half = self.half_of(days)
        if day >= half:
            return None if self.spoke_since(half) else ("red", half.isoformat())
        if self.touched_since(starts):
            return None
        return ("amber", opens.isoformat()) if day >= opens else ("ask", starts.isoformat())

    def opening(self, day: date) -> date | None:
        """The first day of the season this day is in, else of the next one."""
        if not self.months:
            return None
        if day.month in self.months:
            while (day - DAY).month in self.months:
                day -= DAY
            return day
        while day.month not in self.months:
            day += DAY
        return day

    def days_of(self, opens: date) -> list[date]:
        days = [opens]
        while (days[-1] + DAY).month in self.months:
            days.append(days[-1] + DAY)
        return days

    def half_of(self, days: list[date]) -> date:
        firsts = [d for d in days if d.day == 1]
        middle = firsts[len(firsts) // 2]
        return middle.replace(day=15) if len(firsts) % 2 else middle

    def late(self, day: date) -> Key:
        known = sorted(set(self.orders))
        if len(known) < 4:
            return None
        gap = median((b - a).days for a, b in pairwise(known))
        since = known[-1]
        while (since - known[-1]).days < 1.5 * gap:
            since += DAY
        is_late = day >= since and not self.touched_since(since)
        return ("late", since.isoformat()) if is_late else None

    def proposed(self, day: date) -> Key:
        twice = []
        for month in range(1, 13):
            years = {on.year for on in self.orders if on.month == month}
            last = max(years, default=0)
            is_over = (day.year, day.month) > (last + 1, month)
            twice += [month] if last - 1 in years and not is_over else []
        news = [m for m in twice if m not in self.months and m not in self.refused]
        if not news or len(twice) > 2:
            return None
        return ("proposed", "-".join(map(str, news)))

    def turns_on(self, marked: Key, today: date) -> date | None:
        """The first day on which something else is asked for, found by looking at every day."""
        days = (today + timedelta(days=n) for n in range(FAR))
        return next((day for day in days if self.key(day) != marked), None)


@dataclass
class Life:
    """One client, lived day by day on a database."""

    conn: Connection
    rep: Rep
    client: Client
    history: History = field(default_factory=History)
    today: date = FIRST_DAY
    told: Key = None
    last_change: tuple[int, History] | None = None
    seconds: int = 0

    def known_from_before(self, months: tuple[int, ...], gap: int, past: int) -> None:
        """Its season, and orders that were regular so far."""
        self.history.months = months
        self._saved(Deed.SEASON, months=months)
        for n in range(past, 0, -1):
            self._ordered(self.today - timedelta(days=gap * n))
        self.agree()

    def live(self, step: Step) -> None:
        if step.what != "undo":
            for _ in range(step.days):
                self.next_day()
        before = self.history.copy()
        change_id = getattr(self, f"_{step.what}")(step.number)
        self.last_change = (change_id, before) if change_id else None
        self.agree()

    def next_day(self) -> None:
        """Mornings on which nothing can have changed are looked at once a week."""
        self.last_change = None
        was = self.history.key(self.today)
        self.today += DAY
        if self.history.key(self.today) != was or self.today.day % 7 == 0:
            self.morning()

    def morning(self) -> None:
        at = datetime.combine(self.today, time(7, 30), UTC)  # the brief, in winter
        for sweep in (nudges.mark_quiet, nudges.mark_seasons, nudges.queue_briefs):
            while sweep(self.conn, at, at):
                pass
        key = self.history.key(self.today)
        lines = [line for nudge in said_now(self.conn, at) for line in nudge.season]
        expected = [] if key in (None, self.told) else [key[0]] if key else []
        assert [line.state for line in lines] == expected, "asked once, when it should be"
        self.told = key or self.told
        self.agree(is_swept=True)

    def agree(self, *, is_swept: bool = False) -> None:
        """What is stored is what the history says."""
        found = clients.get(self.conn, WORKSPACE, self.client.id)
        key = self.history.key(self.today)
        marked = key if found.season_state else None
        if is_swept or marked:
            assert found.season_state == (key[0] if key else None)
        turns = self.history.turns_on(marked, self.today)
        if key is not None and marked is None:
            assert found.season_on is not None, "what is not marked yet is due"
            assert found.season_on <= self.today
        elif turns is None:
            assert found.season_on is None or found.season_on > self.today + timedelta(days=FAR - 1)
        else:
            assert found.season_on == turns
        assert found.season_months == tuple(sorted(self.history.months))

    def _order(self, number: int) -> int:
        return self._ordered(self.today - timedelta(days=number if number > 30 else 0))

    def _last_years(self, number: int) -> int:
        return self._ordered(self.today - timedelta(days=330 + number))

    def _ordered(self, on: date) -> int:
        self.history.orders.append(on)
        self.history.touches.append((on, Direction.IN))
        self.history.is_lost = False
        done = self.ask(Deed.ORDER, on=on)
        assert isinstance(done, Ordered)
        return done.change_id

    def _in(self, number: int) -> int:
        return self._touch(Direction.IN)

    def _out(self, number: int) -> int:
        return self._touch(Direction.OUT)

    def _touch(self, direction: Direction) -> int:
        self.history.touches.append((self.today, direction))
        done = self.ask(Deed.TOUCH, direction=direction)
        assert isinstance(done, Touched)
        return done.change_id

    def _season(self, number: int) -> int:
        months = MONTHS[number % len(MONTHS)]
        self.history.refused |= set(self.history.months)
        self.history.refused -= set(months)
        self.history.months = months
        self.history.weeks = self.history.weeks if months else 8
        return self._saved(Deed.SEASON, months=months)

    def _lead(self, number: int) -> int | None:
        if not self.history.months:
            return None
        self.history.weeks = number % 26 + 1
        return self._saved(Deed.SEASON, lead_weeks=self.history.weeks)

    def _no(self, number: int) -> int:
        month = self.today.month
        self.history.refused.add(month)
        return self._saved(Deed.NO_SEASON, months=(month,))

    def _lost(self, number: int) -> int:
        self.history.is_lost = True
        done = self.ask(Deed.LOST)
        assert isinstance(done, SaidNo)
        return done.change_id

    def _undo(self, number: int) -> None:
        if self.last_change is not None:
            change_id, before = self.last_change
            done = followups.undo(self.conn, self.request(), change_id)
            assert isinstance(done, Undone)
            self.history = before

    def _saved(self, deed: Deed, **facts: object) -> int:
        done = self.ask(deed, **facts)
        assert isinstance(done, ClientSaved)
        return done.change_id

    def ask(self, deed: Deed, **facts: object) -> object:
        intent = ClientIntent(deed, client_id=self.client.id, **facts)  # type: ignore[arg-type]
        return clientele.carry_out(self.conn, self.request(), intent)

    def request(self) -> Request:
        """Some seconds after noon, when the brief has been read."""
        self.seconds += 1
        now = datetime.combine(self.today, time(12), UTC) + timedelta(seconds=self.seconds)
        return Request(self.rep, f"key:{self.seconds}", now, now)


@contextmanager
def life(sqlite_url: str) -> Iterator[Life]:
    """A rep who works every day and one client, in a transaction that is never kept."""
    engine = create_engine(sqlite_url.replace("+aiosqlite", ""), poolclass=NullPool)
    with engine.connect() as conn:
        began = datetime.combine(FIRST_DAY, time(6), UTC)
        open_workspace(conn, began)
        every_day = Hours(working_days=frozenset(range(7)))
        rep = reps.meet(conn, ana(hours=every_day), began)
        client = clients.add(
            conn, WORKSPACE, "Acme", rep.id, began, FIRST_DAY, cadence_days=NEVER_QUIET
        )
        yield Life(conn, rep, client)
        conn.rollback()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    months=st.sampled_from(MONTHS),
    gap=st.integers(1, 100),
    past=st.integers(0, 6),
    steps=STEPS,
    rest=st.integers(0, 300),
)
def test_a_client_is_asked_about_when_its_orders_say_so_once_and_never_otherwise(
    sqlite_url: str, months: tuple[int, ...], gap: int, past: int, steps: list[Step], rest: int
) -> None:
    with life(sqlite_url) as lived:
        lived.known_from_before(months, gap, past)
        for step in steps:
            lived.live(step)
        for _ in range(rest):
            lived.next_day()
