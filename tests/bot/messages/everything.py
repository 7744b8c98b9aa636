"""What can Steady say at all? Every message, form and Home, with ordinary and with nasty values."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.messages import answer, followup, forms, guide, nudges, problems
from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.messages.forms import Origin, View
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Commitment, Kind, Rep, SetBy, Standing, State
from bot.playbook.nudge import HeldBack, Nudge, NudgeKind, SeenTo, Shown
from bot.playbook.outcome import (
    AlreadySaved,
    Ask,
    Finished,
    FormStands,
    Kept,
    Listed,
    Moved,
    Outcome,
    Question,
    Refused,
    SaidNo,
    Saved,
    Snoozed,
    Told,
    Undone,
)
from bot.playbook.problem import Problem
from bot.playbook.when import Moment
from bot.playbook.winback import LossReason
from tests.bot.messages import (
    clients_said,
    courage_said,
    digest_said,
    home_said,
    ledger_said,
    lots_said,
    pipeline_said,
    playbook_said,
    settings_said,
)
from tests.cast import acme, ana, commitment

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)  # a Thursday, ten to three in Berlin
TODAY = date(2026, 3, 12)
SATURDAY = date(2026, 3, 14)
LONGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Values:
    """What people wrote, and how large the numbers are."""

    name: str
    rep_name: str
    words: str
    note: str
    id: int
    locale: str = "en-GB"


ORDINARY = Values("Acme", "Ana", "after our board has met", "send the revised quote", 101)
NASTY = {
    "longest": Values("W" * 80, "R" * 80, "w" * 1_000, "n" * 1_000, LONGEST_ID, "en-US"),
    "markup": Values(
        "<!channel> *A* & <https://x|y>"[:80],
        "<@U0BEN>",
        "&<>" * 333,
        "`~_*" * 250,
        LONGEST_ID,
    ),
    "right to left": Values("شركة الفجر " * 7, "أحمد", "بعد الاجتماع " * 76, "רק שלי " * 140, 7),
    "emoji": Values("👩‍👩‍👧‍👦" * 11, "🦊", "🎉" * 1_000, "🇩🇪" * 500, 8),
}
EVERY_VALUES = {"ordinary": ORDINARY} | NASTY

# Each code with the facts it comes with. A new problem is added here.
FACTS: dict[str, dict[str, object]] = (
    {
        "already_undone": {},
        "changed_since": {},
        "commitment_gone": {},
        "do_not_contact": {"client": "Acme", "on": TODAY},
        "draft_gone": {},
        "guest": {},
        "managers_only": {},
        "no_client": {},
        "no_date": {"client": "Acme"},
        "not_a_name": {"client": "…"},
        "not_a_rep": {},
        "not_lost": {"client": "Acme"},
        "not_yours": {},
        "question_gone": {},
        "question_answered": {},
        "question_over": {"why": "merged", "client": "Acme"},
        "pulse_closed": {},
        "no_expectations": {"client": "Acme"},
        "expectation_too_long": {"limit": 60, "length": 80},
        "too_many_expectations": {"limit": 10, "count": 12},
        "help_for_managers": {},
        "pulse_counted": {},
        "no_act": {},
        "no_other_client": {},
        "nothing_open": {"client": None},
        "nothing_to_undo": {},
        "other_workspace": {},
        "too_far": {"on": date(2032, 3, 12), "at": None, "years": 5},
        "too_late": {"on": date(2026, 3, 11), "at": time(15)},
        "too_long": {"what": "words", "length": 1_200, "limit": 1_000},
        "two_dates": {},
        "undo_too_late": {"minutes": 10},
        "unknown_client": {"client": "Acme"},
        "unknown_command": {},
        "unknown_rep": {},
        "unknown_subcommand": {"nearest": "done"},
        # dates
        "date_in_past": {"said": Moment(date(2026, 3, 2)), "nearest": Moment(date(2027, 3, 2))},
        "date_recurs": {"nearest": Moment(date(2026, 3, 16))},
        "date_too_far": {"said": Moment(date(2040, 3, 2)), "horizon": date(2031, 3, 12)},
        "no_such_date": {"month": 2, "day": 30, "year": None},
        "no_such_time": {},
        "not_a_date": {"unread": "nxt tusday", "meant": "next tuesday"},
        "nothing_said": {},
        "times_disagree": {},
        "which_day": {},
        "which_zone": {"zone": "ist"},
    }
    | clients_said.FACTS
    | settings_said.FACTS
    | pipeline_said.FACTS
    | digest_said.FACTS
    | lots_said.FACTS
    | courage_said.FACTS
)


class Cast:
    """The people, the client and the commitments, made of some values."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.rep: Rep = ana(name=values.rep_name, locale=values.locale)
        self.client: Client = acme(id=values.id, name=values.name)
        self.lost = replace(self.client, standing=Standing.LOST, lost_on=date(2025, 9, 1))

    def due(self, **changes: Any) -> Commitment:
        """One commitment, for today at 15:00 unless told otherwise."""
        v = self.values
        facts: dict[str, Any] = {
            "id": v.id,
            "client_id": v.id,
            "client_name": v.name,
            "words": v.words,
            "note": v.note,
        }
        return commitment(**(facts | changes))

    def several(self, count: int, **changes: Any) -> list[Commitment]:
        return [self.due(id=1_000 + n, **changes) for n in range(count)]


def messages(values: Values) -> dict[str, Message]:
    """Every message, by what it is."""
    cast = Cast(values)
    found = dict(_outcomes(cast))
    said = {name: followup.told(o, cast.rep, NOW) for name, o in found.items()}
    said |= dict(_lists(cast)) | dict(_problems(cast)) | dict(_nudges(cast))
    return said | {
        **ledger_said.messages(values),
        "form stands": answer.told(FormStands(found["saved"]), cast.rep, NOW),
        "guide": guide.followup(),
        "guide to /steady": guide.steady(),
        **clients_said.messages(values),
        **settings_said.messages(values),
        **pipeline_said.messages(values),
        **digest_said.messages(values),
        **lots_said.messages(values),
        **playbook_said.messages(values),
        **courage_said.messages(values),
        **home_said.messages(values),
    }


def views(values: Values) -> dict[str, View]:
    """Every form, and Home."""
    cast = Cast(values)
    origin = Origin("f" * 32, values.id, "C0123456789", "1700000000.123456", "https://x/" * 9, 7)
    new = Intent(Verb.RECORD, client_name=values.name, words=values.words, note=values.note)
    known = replace(
        new,
        client_id=values.id,
        due_on=TODAY,
        due_time=time(15),
        set_by=SetBy.CLIENT,
        verb=Verb.WIN_BACK,
    )
    return {
        "new": forms.follow_up(Intent(Verb.RECORD), origin),
        "new, with what is known": forms.follow_up(known, origin),
        "new client": forms.follow_up(new, origin),
        "change": forms.follow_up(known, origin, is_change=True),
        "moved": forms.moved(cast.due(), origin),
        "snooze": forms.snooze(cast.due(), origin),
        "words": forms.their_words(cast.due(words=None), origin),
        **home_said.views(values),
        **clients_said.views(values),
        **settings_said.views(values),
        **pipeline_said.views(values),
        **digest_said.views(values),
        **lots_said.views(values),
        **playbook_said.views(values),
        **courage_said.views(values),
    }


def _outcomes(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    yield from _saved(cast)
    yield from _changed(cast)
    yield from _no(cast)
    yield from _asked(cast)
    yield from _refused(cast)


def _saved(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    client, lost = cast.client, cast.lost
    timed = cast.due(due_on=SATURDAY, back_on=SATURDAY)
    in_brief: dict[str, Any] = {"due_time": None, "back_time": None}
    saturday = cast.due(due_on=SATURDAY, back_on=SATURDAY, **in_brief)
    late = cast.due(due_at=NOW - timedelta(hours=6), set_by=None, **in_brief)
    yield "saved", Saved(cast.due(), client, 5)
    yield "saved, new client", Saved(cast.due(set_by=None), client, 5, is_new_client=True)
    for owner in (cast.values.rep_name, ""):
        theirs = cast.due(rep_id=2, set_by=None, note=None)
        yield f"saved for {owner or 'a colleague'}", Saved(theirs, client, 5, owner=owner)
    yield "saved, changed", Saved(cast.due(), client, 5, is_change=True)
    yield "saved, lost client", Saved(cast.due(), lost, 5)
    yield "saved, named day off", Saved(timed, client, 5)
    yield "saved, moved on", Saved(replace(saturday, back_on=date(2026, 3, 16)), client, 5)
    yield "saved, moved back", Saved(replace(saturday, back_on=date(2026, 3, 13)), client, 5)
    yield (
        "saved, outside hours",
        Saved(cast.due(back_time=time(20), due_at=NOW.replace(hour=19)), client, 5),
    )
    for whose in (SetBy.REP, None):
        evening = cast.due(back_time=time(20), due_at=NOW.replace(hour=19), set_by=whose)
        yield f"saved, outside hours, set by {whose}", Saved(evening, client, 5)
    yield "saved, brief is over", Saved(late, client, 5)
    yield "saved, their promise", Saved(cast.due(kind=Kind.THEIR_PROMISE), client, 5)
    yield "saved, second try", Saved(cast.due(kind=Kind.WIN_BACK, words=None), lost, 5)
    yield "already saved", AlreadySaved(cast.due(), 5, 6, NOW)


def _changed(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    c = cast.due()
    yield "kept", Kept(c, 5)
    yield "kept, their promise", Kept(cast.due(kind=Kind.THEIR_PROMISE), 5)
    yield "moved", Moved(cast.due(id=102), c, 5)
    yield "snoozed to an hour", Snoozed(c, 5)
    yield "snoozed to a day", Snoozed(cast.due(back_time=None, set_by=SetBy.REP), 5)
    yield "told: theirs", Told(cast.due(words=None))
    yield "told: theirs, in words", Told(c)
    yield "told: theirs, by a stand-in", Told(cast.due(rep_id=2, words=None))
    yield "told: mine, by a stand-in", Told(cast.due(rep_id=2, set_by=SetBy.REP))
    yield "told: mine", Told(cast.due(set_by=SetBy.REP))
    yield "undone, saved", Undone("saved", c.client_id, c.client_name)
    yield "undone, one", Undone("kept", c.client_id, c.client_name, c)
    yield "undone, several", Undone("said_no", c.client_id, c.client_name)
    yield "undone, still lost", Undone("lost", c.client_id, c.client_name, is_still_lost=True)
    for state in State:
        closed_at = None if state is State.OPEN else NOW - timedelta(days=2)
        yield f"finished, {state}", Finished(cast.due(state=state, closed_at=closed_at))
    yield "finished today", Finished(cast.due(state=State.KEPT, closed_at=NOW))


def _no(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    client, c = cast.client, cast.due()
    yield "no to this one", SaidNo(client, (c,), (), False, None, None, 5)
    for colleagues in ((), (2,), (2, 3)):
        everything = SaidNo(client, (c,), colleagues, True, None, date(2026, 9, 12), 5)
        yield f"no, {len(colleagues)} colleagues", everything
    yield "no to three", SaidNo(client, tuple(cast.several(3)), (), True, None, None, 5)
    for reason in LossReason:
        later = date(2026, 9, 12) if reason is not LossReason.NOT_A_FIT else None
        later = None if reason is LossReason.DO_NOT_CONTACT else later
        ids = cast.values.id
        yield f"no, {reason}", SaidNo(client, (c,), (), True, reason, later, ids)


def _asked(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    v, ids = cast.values, cast.values.id
    intent = Intent(Verb.RECORD, client_name=v.name, words=v.words)
    near = tuple(replace(cast.client, id=n, name=cast.client.name[:79] + str(n)) for n in range(3))
    same = (cast.client, replace(cast.client, id=12, standing=Standing.ACTIVE))
    days = tuple(Moment(date(2026, 11, n), time(15)) for n in (2, 9, 16))
    which = replace(intent, asks=days)
    yield "which client", Ask(Question.WHICH_CLIENT, intent, ids, near)
    yield "which client, or new", Ask(Question.WHICH_CLIENT, intent, ids, near, may_be_new=True)
    yield "which of the same name", Ask(Question.WHICH_CLIENT, intent, ids, same)
    yield "which date", Ask(Question.WHICH_DATE, which, ids)
    yield "which date, vague", Ask(Question.WHICH_DATE, replace(which, is_vague=True), ids)
    yield "which date, no client", Ask(Question.WHICH_DATE, replace(which, client_name=""), ids)
    for verb in (Verb.DONE, Verb.MOVED, Verb.SNOOZE, Verb.NO):
        five = tuple(cast.several(5))
        asked = replace(intent, verb=verb)
        yield f"which to {verb}", Ask(Question.WHICH_COMMITMENT, asked, ids, commitments=five)
    yield "no to what", Ask(Question.NO_TO_WHAT, intent, ids, (cast.client,))


def _refused(cast: Cast) -> Iterator[tuple[str, Outcome]]:
    for problem in every_problem(cast.values):
        yield f"refused, {problem.code}", Refused(problem, cast.values.id)
    nothing_open = Problem("nothing_open", {"client": cast.values.name})
    yield "refused, nothing open there", Refused(nothing_open, cast.values.id)


def every_problem(values: Values) -> Iterator[Problem]:
    """Every problem, about the client of these values where it is about one."""
    for code, facts in FACTS.items():
        named = {"client": values.name} if facts.get("client") else {}
        yield Problem(code, facts | named)


def _lists(cast: Cast) -> Iterator[tuple[str, Message]]:
    boss = ana(id=9, name="Mia")
    for which in ("all", "today", "week", "overdue", "client"):
        found = Listed(which, tuple(cast.several(2)), 0, cast.values.name)
        yield f"list, {which}", followup.listed(found, cast.rep, NOW)
    kinds = (Kind.THEIR_PROMISE, Kind.WIN_BACK)
    mixed = tuple(cast.due(id=n, kind=kind, back_time=None) for n, kind in enumerate(kinds))
    yield "list, of all kinds", followup.listed(Listed("all", mixed), cast.rep, NOW)
    full = Listed("all", tuple(cast.several(20)), 12)
    yield "list, full", followup.listed(full, cast.rep, NOW)
    yield "list, empty", followup.listed(Listed("today", ()), cast.rep, NOW)
    stranger = Listed("unknown_client", (), client_name=cast.values.name)
    yield "list, unknown client", followup.listed(stranger, cast.rep, NOW)
    yield "list, a colleague's", followup.listed(full, boss, NOW, owner=cast.rep)


def _problems(cast: Cast) -> Iterator[tuple[str, Message]]:
    for problem in every_problem(cast.values):
        yield f"problem, {problem.code}", problems.refused(problem, cast.rep.locale, NOW)
    yield "apology", problems.apology("0a1b2c3d")
    for reason in ("", "corrupt", "disk_full", "io_error", "read_only"):
        yield f"not saved {reason}".rstrip(), problems.not_saved("0a1b2c3d", reason)
    yield "form came too late", problems.form_came_too_late()


def _nudges(cast: Cast) -> Iterator[tuple[str, Message]]:
    for name, facts, opened in _every_nudge(cast):
        yield name, nudges.nudge(facts, cast.rep, NOW, opened)


def _every_nudge(cast: Cast) -> Iterator[tuple[str, Nudge, Opened | None]]:
    for kind in (NudgeKind.TIMED, NudgeKind.BRIEF):
        for name, one in _alone(cast):
            yield f"{kind}, {name}", Nudge(kind, (one,)), None
        first = cast.due()
        row = Opened(first.id, "snooze")
        yield f"{kind}, snooze row", Nudge(kind, (Shown(first),)), row
        for count in (2, 3, 4, 7, 60):
            many = tuple(Shown(c) for c in cast.several(count))
            shown = many if kind is NudgeKind.TIMED else many[:7]
            more = count - len(shown)
            yield f"{kind}, {count}", Nudge(kind, shown, more), None
            opened = Opened(shown[1].commitment.id, "whole")
            yield f"{kind}, {count}, one open", Nudge(kind, shown, more), opened
        finished = tuple(_done(cast))
        yield f"{kind}, finished", Nudge(kind, finished), None
    yield from _caught_up(cast)
    told = Nudge(
        NudgeKind.TOLD_NO,
        (Shown(cast.due()), *_done(cast)),
        client=cast.client,
        by_user_id="U0BEN",
    )
    yield "a colleague heard no", told, None
    states = pipeline_said.Deals(cast.values).states().values()
    sold = tuple(
        replace(one, deal=replace(one.deal, id=one.deal.id - n)) for n, one in enumerate(states)
    )[:7]
    for is_parted in (False, True):
        about: dict[str, Any] = {"client": cast.client, "by_user_id": "U0BEN"}
        gone = Nudge(NudgeKind.TOLD_NO, sold=sold, is_parted=is_parted, **about)
        yield f"a colleague gave up a client with deals, parted {is_parted}", gone, None
    back = Nudge(NudgeKind.TAKEN_BACK, client=cast.client, by_user_id="U0BEN", is_parted=True)
    yield "a parting was taken back", back, None
    three = tuple(Shown(c) for c in cast.several(3))
    unreached = Nudge(NudgeKind.UNREACHED, three, 2, by_user_id="U0BEN")
    yield "a rep is out of reach", unreached, None
    yield "answer", Nudge(NudgeKind.ANSWER, answer=Saved(cast.due(), cast.client, 5)), None


def _caught_up(cast: Cast) -> Iterator[tuple[str, Nudge, Opened | None]]:
    """Briefs after an absence, and what stands in one line of them."""
    away: dict[str, Any] = {"since": date(2026, 3, 2)}
    seen = tuple(SeenTo(one.commitment, cast.values.rep_name) for one in _done(cast))
    held = tuple(HeldBack(n, kind, cast.values.name) for n, kind in enumerate(NudgeKind))
    older = tuple(Shown(replace(c, id=c.id + 5_000)) for c in cast.several(12))
    brief, one = NudgeKind.BRIEF, (Shown(cast.due()),)
    home = "slack://app?team=T0NORTHWIN&id=A0STEADY&tab=home"
    yield "brief, more in Home", Nudge(brief, one, 3, home=home), None
    yield "brief, late the same day", Nudge(brief, one, since=TODAY), None
    yield "brief, after a pause", Nudge(brief, one, **away, seen_to=seen), None
    yield "brief, many seen to", Nudge(brief, seen_to=seen * 3, **away), None
    yield "brief, nobody's name", Nudge(brief, seen_to=(replace(seen[0], by=""),)), None
    yield "brief, one waited", Nudge(brief, one, held=held[2:3]), None
    yield "brief, many waited", Nudge(brief, one, held=held), None
    yield "brief, one older", Nudge(brief, one, older=older[:1]), None
    yield "brief, older", Nudge(brief, one, older=older, older_more=3), None
    shown = Nudge(brief, one, older=older[:3], older_more=3)
    yield "brief, older opened", shown, Opened(0, "older")
    yield "brief, an older one whole", shown, Opened(older[0].commitment.id, "whole")
    theirs = cast.due(rep_id=2, note=None)
    for_ben = (Shown(theirs, owner=cast.values.rep_name),)
    yield "timed, for a colleague", Nudge(NudgeKind.TIMED, for_ben), None
    yield "brief, for a colleague", Nudge(brief, (*one, *for_ben)), None
    yield "test", Nudge(NudgeKind.TEST), None


def _alone(cast: Cast) -> Iterator[tuple[str, Shown]]:
    before: dict[str, Any] = {"due_on": date(2026, 3, 5), "created_at": NOW - timedelta(hours=1)}
    hard = cast.due(put_offs=3, moved_from=100)
    was = cast.due(id=100, due_on=date(2026, 2, 26))
    yield "client's date", Shown(cast.due())
    yield "no words", Shown(cast.due(words=None, note=None))
    yield "rep's date", Shown(cast.due(set_by=SetBy.REP, words=None))
    yield "vague", Shown(cast.due(set_by=SetBy.REP))
    yield "late", Shown(cast.due(**before))
    yield "in the brief", Shown(cast.due(due_time=None, back_time=None))
    yield "may repeat", Shown(cast.due(), may_repeat=True)
    yield "second try", Shown(cast.due(kind=Kind.WIN_BACK, set_by=SetBy.REP))
    yield "their promise", Shown(cast.due(kind=Kind.THEIR_PROMISE))
    yield "their promise, no note", Shown(cast.due(kind=Kind.THEIR_PROMISE, note=None))
    yield "hard question", Shown(hard, moved_from=was)
    yield "hard question, seventh", Shown(replace(hard, put_offs=7))


def _done(cast: Cast) -> Iterator[Shown]:
    closed: dict[str, Any] = {"is_live": False, "change_id": 5}
    ends = (State.KEPT, State.ANSWERED_NO, State.CANCELLED)
    for n, state in enumerate(ends):
        yield Shown(cast.due(id=2_000 + n, state=state, closed_at=NOW), **closed)
    moved = cast.due(id=2_010, state=State.MOVED, closed_at=NOW)
    yield Shown(moved, moved_to=cast.due(id=2_011, due_on=SATURDAY), **closed)
    yield Shown(cast.due(id=2_020), outcome=Snoozed(cast.due(id=2_020), 6))


EVERY_MESSAGE = messages(ORDINARY)
EVERY_FORM = {name: view for name, view in views(ORDINARY).items() if view["type"] == "modal"}
EVERY_HOME = {name: view for name, view in views(ORDINARY).items() if view["type"] == "home"}
