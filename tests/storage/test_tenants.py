"""Whatever two workspaces do side by side, does either ever see or change anything of the other?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import Connection, NullPool, create_engine, insert, select

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.when import find_whens
from scheduler.sweep import SWEEPS
from storage import (
    clientele,
    clients,
    digest,
    drafts,
    figures,
    followups,
    nudges,
    outbox,
    pipeline,
    pipeline_lines,
    postings,
    quarantine,
    reps,
    tables,
    workspaces,
)
from storage.request import Request
from storage.workspaces import Workspace
from tests.cast import NOW, ana, ben, mia
from tests.storage.desk import LEASE

HERE, THERE = "T0KESTREL", "T0PLOVER"
# What only its own people may ever read; clients and people bear the same names in both.
SECRETS = {HERE: "kestrel", THERE: "plover"}
NAMES = st.sampled_from(["Acme", "Globex", "Initech"])
WHEN = st.sampled_from(["tomorrow 3pm", "Friday", "next Monday 9:00", "in 2 weeks", "today 5pm"])
WHERE = st.sampled_from([HERE, THERE])
WHO = st.integers(0, 2)
NUMBER = st.integers(0, 10_000)

FOLLOW_UPS = ["{name} {when} '{secret} asked' the {secret} quote", "done {name}", "undo"]
FOLLOW_UPS += ["snooze {name} {when}", "moved {name} {when} '{secret} fair'", "no {name} the price"]
FOLLOW_UPS += ["theirs {name} {when} the {secret} contract"]
CLIENTS = [
    "add {name}, key, €84k",
    "touch {name} call '{secret} plant opens'",
    "lost {name} the price",
]
CLIENTS += ["contact {name} add Jo {secret}, buyer", "contact {name} left Jo {secret}", "undo"]
CLIENTS += ["value {name} 90k", "season {name} October", "order {name} €12k", "part {name}"]
CLIENTS += ["rename {name} to {name} {secret}", "merge {name} into Globex", "cadence {name} light"]
PIPELINE = ["add {name} €40k", "won {name}", "lost {name} the price", "target €300k"]
PIPELINE += ["move {name} Involve others", "next {name} {when} the {secret} call", "undo"]

Row = dict[str, Any]


class TwoWorkspaces(RuleBasedStateMachine):
    """Two teams with the same names in one database; each act is checked when it is over."""

    open_: Callable[[], Any]

    @initialize()
    def begin(self) -> None:
        self._opened = self.open_()
        self.conn: Connection = self._opened.__enter__()
        self.now, self.acts = NOW, 0
        workspaces.meet(self.conn, Workspace(HERE, "Northwind", "UTC", "en-GB"), NOW)
        people = [replace(one, workspace_id=HERE) for one in (ana(), ben(), mia())]
        self.teams = {HERE: [reps.meet(self.conn, one, NOW) for one in people]}
        for who, name in enumerate(("Acme", "Globex", "Initech")):
            for line in CLIENTS[:2]:
                self.types_about_a_client(HERE, who, line, name)
            self.types_about_a_deal(HERE, who, PIPELINE[0], name, "")
            self.types_a_follow_up(HERE, who, FOLLOW_UPS[0], name, "today 5pm")
            self.types_a_follow_up(HERE, who, "{name} soon '{secret}'", name, "")
        self._copy()
        self.looks(HERE, 0, "Acme")

    def teardown(self) -> None:
        if hasattr(self, "_opened"):
            self._opened.__exit__(None, None, None)

    @rule(here=WHERE, who=WHO, line=st.sampled_from(FOLLOW_UPS), name=NAMES, when=WHEN)
    def types_a_follow_up(self, here: str, who: int, line: str, name: str, when: str) -> None:
        text = line.format(name=name, when=when, secret=SECRETS[here])
        local = self.now.astimezone(ZoneInfo(self.teams[here][who].zone))

        def find(part: str) -> Any:
            return find_whens(part, now=local, locale="en-GB")

        self._act(here, followups.take_line, self._request(here, who), text, find)

    @rule(here=WHERE, who=WHO, line=st.sampled_from(CLIENTS), name=NAMES)
    def types_about_a_client(self, here: str, who: int, line: str, name: str) -> None:
        text = line.format(name=name, secret=SECRETS[here])
        self._act(here, clientele.take_line, self._request(here, who), text)

    @rule(here=WHERE, who=WHO, line=st.sampled_from(PIPELINE), name=NAMES, when=WHEN)
    def types_about_a_deal(self, here: str, who: int, line: str, name: str, when: str) -> None:
        text = line.format(name=name, when=when, secret=SECRETS[here])
        local = self.now.astimezone(ZoneInfo(self.teams[here][who].zone))

        def find(part: str) -> Any:
            return find_whens(part, now=local, locale="en-GB")

        self._act(here, pipeline_lines.take_line, self._request(here, who), text, None, find)

    @rule(here=WHERE, who=WHO, verb=st.sampled_from(sorted(Verb)), number=NUMBER)
    def presses_a_button_of_the_other(self, here: str, who: int, verb: Verb, number: int) -> None:
        theirs = self._one_of(_other(here), tables.commitments, number)
        intent = Intent(verb, commitment_id=theirs, due_on=self.now.date() + timedelta(days=9))
        self._act(here, followups.carry_out, self._request(here, who), intent)

    @rule(here=WHERE, who=WHO, deed=st.sampled_from(sorted(Deed)), number=NUMBER)
    def names_a_client_of_the_other(self, here: str, who: int, deed: Deed, number: int) -> None:
        theirs = self._one_of(_other(here), tables.clients, number)
        intent = ClientIntent(deed, client_id=theirs)
        self._act(here, clientele.carry_out, self._request(here, who), intent)

    @rule(here=WHERE, who=WHO, step=st.sampled_from(sorted(Step)), number=NUMBER)
    def names_a_deal_of_the_other(self, here: str, who: int, step: Step, number: int) -> None:
        theirs = self._one_of(_other(here), tables.deals, number)
        intent = PipelineIntent(step, deal_id=theirs)
        self._act(here, pipeline.carry_out, self._request(here, who), intent)

    @rule(here=WHERE, who=WHO, number=NUMBER)
    def takes_back_what_the_other_did(self, here: str, who: int, number: int) -> None:
        theirs = self._one_of(_other(here), tables.changes, number)
        self._act(here, followups.undo, self._request(here, who), theirs)

    @rule(here=WHERE, who=WHO, number=NUMBER)
    def answers_what_the_other_was_asked(self, here: str, who: int, number: int) -> None:
        theirs = self._one_of(_other(here), tables.drafts, number)
        self._act(here, drafts.find, here, self.teams[here][who].id, theirs)
        self._act(here, followups.answer, self._request(here, who), theirs, lambda i: i)

    @rule(here=WHERE, who=WHO, name=NAMES)
    def looks(self, here: str, who: int, name: str) -> None:
        rep, today = self.teams[here][who], self.now.date()
        self._act(here, followups.listed, rep, "all", self.now)
        self._act(here, clientele.listed, rep, "all", 1, self.now)
        self._act(here, clients.known_by, here, [name.casefold()])
        self._act(here, clients.beginning, here, name[:2], 9)
        self._act(here, figures.mine, rep, self.now)
        self._act(here, figures.listed, rep, "all", 1, self.now)
        self._act(here, digest.figures, here, today)
        self._act(here, postings.whole_table, here, today)
        for client_id in (self._one_of(each, tables.clients, who) for each in (HERE, THERE)):
            self._act(here, clientele.card, rep, client_id, self.now)

    @rule(hours=st.integers(1, 40), here=WHERE, who=WHO, name=NAMES)
    def time_passes_and_one_is_told(self, hours: int, here: str, who: int, name: str) -> None:
        self.now += timedelta(hours=hours)
        for sweep in SWEEPS:  # for all workspaces at once
            while sweep(self.conn, self.now, self.now):
                pass
        while row := self._act(here, outbox.claim_next, here, self.now, self.now, "one", LEASE):
            rep = reps.get(self.conn, here, row.rep_id)
            kind = outbox.mark_sent if self._act(here, nudges.compose, row, rep, self.now) else None
            if kind is None:
                self._act(here, outbox.mark_cancelled, row, "one", "untrue", self.now)
            else:
                self._act(here, kind, row, "one", "D1", str(row.id), self.now)
        self.looks(here, who, name)

    @rule(here=WHERE, who=WHO)
    def looks_back_after_a_restore(self, here: str, who: int) -> None:
        rep = self.teams[here][who]
        self._act(here, quarantine.give_up, rep, self.now, self.now)

    def _act(self, here: str, function: Callable[..., Any], *args: Any) -> Any:
        """One act in one workspace: the other's rows stay, and its words are not told."""
        before = self._rows(_other(here))
        self.acts += 1
        self.now += timedelta(seconds=1)
        told = None
        kept = self.conn.begin_nested()
        try:
            told = function(self.conn, *args)
            kept.commit()
        except (LookupError, ValueError, AttributeError, TypeError, AssertionError):
            kept.rollback()  # no such thing here: what a forged request comes to
        assert self._rows(_other(here)) == before
        assert SECRETS[_other(here)] not in repr(told)
        return told

    def _copy(self) -> None:
        """The other has rows with the very same ids: what names no workspace finds both."""
        for table in tables.metadata.sorted_tables:
            if "workspace_id" in table.c:
                found = select(table).where(table.c.workspace_id == HERE)
                rows = [dict(row) for row in self.conn.execute(found).mappings()]
                for row in rows:
                    self.conn.execute(insert(table), {k: _theirs(v) for k, v in row.items()})
        self.teams[THERE] = [replace(rep, workspace_id=THERE) for rep in self.teams[HERE]]

    def _request(self, here: str, who: int) -> Request:
        return Request(self.teams[here][who], f"key-{self.acts}", self.now, self.now)

    def _rows(self, here: str) -> dict[str, list[Row]]:
        named = [t for t in tables.metadata.tables.values() if "workspace_id" in t.c]
        asked = {t.name: select(t).where(t.c.workspace_id == here) for t in named}
        return {
            name: sorted(map(repr, self.conn.execute(q).mappings())) for name, q in asked.items()
        }

    def _one_of(self, here: str, table: Any, number: int) -> int:
        found = list(self.conn.scalars(select(table.c.id).where(table.c.workspace_id == here)))
        return found[number % len(found)] if found else number


def _theirs(value: Any) -> Any:
    """The same in the other workspace, with its own secret."""
    if isinstance(value, str):
        return value.replace(HERE, THERE).replace(SECRETS[HERE], SECRETS[THERE])
    if isinstance(value, dict):
        return {_theirs(name): _theirs(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_theirs(one) for one in value]
    return value


def _other(here: str) -> str:
    return THERE if here == HERE else HERE


def test_nothing_of_one_workspace_is_seen_or_changed_in_another(sqlite_url: str) -> None:
    @contextmanager
    def opened() -> Iterator[Connection]:
        engine = create_engine(sqlite_url.replace("+aiosqlite", ""), poolclass=NullPool)
        with engine.connect() as conn:
            yield conn
            conn.rollback()

    class Here(TwoWorkspaces):
        open_ = staticmethod(opened)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            phases=(Phase.reuse, Phase.generate),  # a failure is worth its first example
            suppress_health_check=list(HealthCheck),
        ),
    )
