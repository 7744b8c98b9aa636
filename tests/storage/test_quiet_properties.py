"""Whatever happens to a client, is it nudged when it should be, once, and never otherwise?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, NullPool, create_engine

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Direction, Hours, QuietState, Rep, SetBy, Standing
from bot.playbook.outcome import ClientSaved, Kept, Moved, Outcome, Saved, Touched, Undone
from storage import clientele, clients, followups, nudges, quiet, reps
from storage.followups import Request
from tests.book import open_workspace, said_now
from tests.cast import WORKSPACE, ana

FIRST_DAY = date(2026, 3, 2)  # the clocks change on the 29th
RANK = {QuietState.AMBER: 1, QuietState.RED: 2}
FAR = 150  # days: beyond every threshold of these histories
ACTS = ["in", "in", "out", "out", "promise", "promise", "keep", "move", "ours", "cadence", "undo"]


@dataclass(frozen=True)
class Step:
    """Some days pass, then the rep does one thing."""

    days: int
    what: str
    number: int


STEPS = st.lists(
    st.builds(Step, st.integers(0, 16), st.sampled_from(ACTS), st.integers(1, 40)),
    min_size=1,
    max_size=9,
)


@dataclass
class History:
    """The same history beside the database, and a naive reading of it, day by day."""

    is_paying: bool
    own_cadence: int | None = None
    touches: list[tuple[date, Direction]] = field(default_factory=list)
    promises: dict[int, tuple[date, date]] = field(default_factory=dict)

    def copy(self) -> "History":
        return replace(self, touches=list(self.touches), promises=dict(self.promises))

    def cadence_from(self, day: date) -> int:
        return self.own_cadence or (14 if day < FIRST_DAY + timedelta(days=90) else 30)

    def last_in(self) -> date | None:
        return max((on for on, way in self.touches if way is Direction.IN), default=None)

    def last_touch(self) -> date | None:
        return max((on for on, _ in self.touches), default=None)

    def live(self, day: date) -> list[tuple[date, date]]:
        return [p for p in self.promises.values() if p[0] <= day <= p[1]]

    def state(self, day: date) -> int:
        """0 fine, 1 amber, 2 red."""
        touched, spoke = self.last_touch() or FIRST_DAY, self.last_in() or FIRST_DAY
        reached = 1 if (day - touched).days >= self.cadence_from(touched) else 0
        if 2 * (day - spoke).days >= 3 * self.cadence_from(spoke):
            reached = 2
        live = self.live(day)
        if not live or not reached:
            return reached
        silent = min((day - named_on).days for named_on, _ in live)
        return 1 if self.is_paying and silent >= self.cadence_from(touched) else 0

    def turns_on(self, marked: int, today: date) -> date | None:
        """The day on which it is worse than marked, found by looking at every day."""
        if self.state(today) > marked:
            return self.began(self.state(today), today)
        days = (today + timedelta(days=n) for n in range(1, FAR))
        return next((day for day in days if self.state(day) > marked), None)

    def began(self, at_least: int, day: date) -> date:
        while self.state(day - timedelta(days=1)) >= at_least:
            day -= timedelta(days=1)
        return day


@dataclass
class Life:
    """One client, lived day by day on a database."""

    conn: Connection
    rep: Rep
    client: Client
    history: History
    today: date = FIRST_DAY
    told: set[tuple[int, date]] = field(default_factory=set)
    told_since_change: list[int] = field(default_factory=list)
    last_change: tuple[int, History] | None = None
    seconds: int = 0

    def live(self, step: Step) -> None:
        if step.what != "undo":
            for _ in range(step.days):
                self.last_change = None
                self.today += timedelta(days=1)
                self.morning()
        before = self.history.copy()
        change_id = getattr(self, f"_{step.what}")(step.number)
        self.last_change = (change_id, before) if change_id else None
        self.told_since_change = []
        self.agree()

    def morning(self) -> None:
        at = datetime.combine(self.today, time(7, 30), UTC)  # the brief, in winter
        for sweep in (nudges.mark_quiet, nudges.mark_seasons, nudges.queue_briefs):
            while sweep(self.conn, at, at):
                pass
        state = self.history.state(self.today)
        for line in [line for nudge in said_now(self.conn, at) for line in nudge.quiet]:
            assert RANK[line.state] == state, "what is said is true"
            spoke = self.history.last_in()
            is_within = spoke and (self.today - spoke).days < self.history.cadence_from(spoke)
            assert not is_within, "a client touched within its cadence is never nudged"
            assert state not in self.told_since_change, "nudged once until something changes"
            self.told_since_change.append(state)
            self.told.add((state, self.history.began(state, self.today)))
        if state:
            began = self.history.began(state, self.today)
            assert (state, began) in self.told, "a client past its cadence is nudged"
        self.agree()

    def agree(self) -> None:
        """What is stored is what the history says."""
        found = clients.get(self.conn, WORKSPACE, self.client.id)
        marked = RANK[found.quiet_state] if found.quiet_state else 0
        assert marked <= self.history.state(self.today)
        assert found.quiet_on == self.history.turns_on(marked, self.today)
        assert found.last_in_on == self.history.last_in()
        assert found.last_touch_on == self.history.last_touch()

    def _in(self, number: int) -> int:
        return self._touch(Direction.IN, number)

    def _out(self, number: int) -> int:
        return self._touch(Direction.OUT, number)

    def _touch(self, direction: Direction, number: int) -> int:
        """Mostly today's, now and then one of some days ago."""
        on = self.today - timedelta(days=number if number > 30 else 0)
        self.history.touches.append((on, direction))
        facts = {"client_id": self.client.id, "direction": direction, "on": on}
        done = self.ask(ClientIntent(Deed.TOUCH, **facts))  # type: ignore[arg-type]
        assert isinstance(done, Touched)
        return done.change_id

    def _promise(self, number: int) -> int:
        return self._date(number, SetBy.CLIENT)

    def _ours(self, number: int) -> int:
        return self._date(number, SetBy.REP)

    def _date(self, number: int, set_by: SetBy) -> int:
        on = self.today + timedelta(days=2 * number)
        intent = Intent(Verb.RECORD, client_id=self.client.id, due_on=on, set_by=set_by)
        done = self.ask(intent)
        assert isinstance(done, Saved)
        if set_by is SetBy.CLIENT:
            self.history.promises[done.commitment.id] = (self.today, on)
        return done.change_id

    def _keep(self, _: int) -> int | None:
        if not self.history.promises:
            return None
        kept = min(self.history.promises)
        del self.history.promises[kept]
        self.history.touches.append((self.today, Direction.IN))
        done = self.ask(Intent(Verb.DONE, commitment_id=kept))
        assert isinstance(done, Kept)
        return done.change_id

    def _move(self, number: int) -> int | None:
        if not self.history.promises:
            return None
        was, on = max(self.history.promises), self.today + timedelta(days=number)
        del self.history.promises[was]
        done = self.ask(Intent(Verb.MOVED, commitment_id=was, due_on=on))
        assert isinstance(done, Moved)
        self.history.promises[done.commitment.id] = (self.today, on)
        return done.change_id

    def _cadence(self, number: int) -> int:
        self.history.own_cadence = number
        intent = ClientIntent(Deed.CADENCE, client_id=self.client.id, cadence_days=number)
        done = self.ask(intent)
        assert isinstance(done, ClientSaved)
        return done.change_id

    def _undo(self, _: int) -> None:
        if self.last_change is not None:
            change_id, before = self.last_change
            done = followups.undo(self.conn, self.request(), change_id)
            assert isinstance(done, Undone)
            self.history = before

    def ask(self, intent: Intent | ClientIntent) -> Outcome:
        if isinstance(intent, Intent):
            return followups.carry_out(self.conn, self.request(), intent)
        return clientele.carry_out(self.conn, self.request(), intent)

    def request(self) -> Request:
        """Some seconds after noon, when the brief has been read."""
        self.seconds += 1
        now = datetime.combine(self.today, time(12), UTC) + timedelta(seconds=self.seconds)
        return Request(self.rep, f"key:{self.seconds}", now, now)


@contextmanager
def life(sqlite_url: str, *, is_paying: bool) -> Iterator[Life]:
    """A rep who works every day and one client, in a transaction that is never kept."""
    engine = create_engine(sqlite_url.replace("+aiosqlite", ""), poolclass=NullPool)
    with engine.connect() as conn:
        began = datetime.combine(FIRST_DAY, time(6), UTC)
        open_workspace(conn, began)
        every_day = Hours(working_days=frozenset(range(7)))
        rep = reps.meet(conn, ana(hours=every_day), began)
        client = clients.add(conn, WORKSPACE, "Acme", rep.id, began, FIRST_DAY)
        if is_paying:
            clients.set_standing(conn, WORKSPACE, client.id, Standing.ACTIVE)
        quiet.settle(conn, WORKSPACE, client.id, began)
        yield Life(conn, rep, client, History(is_paying))
        conn.rollback()


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(is_paying=st.booleans(), steps=STEPS, rest=st.integers(0, 40))
def test_a_client_is_nudged_when_it_is_past_its_cadence_once_and_never_otherwise(
    sqlite_url: str, is_paying: bool, steps: list[Step], rest: int
) -> None:
    with life(sqlite_url, is_paying=is_paying) as lived:
        for step in steps:
            lived.live(step)
        for _ in range(rest):
            lived.today += timedelta(days=1)
            lived.morning()
