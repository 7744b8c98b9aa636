"""What can Steady say about the digest? Every message and form, made of some values."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any, Protocol

from bot.messages import digest, digest_notes, digest_setup, nudges
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.channel import Seen, Unfit
from bot.playbook.digest import (
    ChannelTrouble,
    Digest,
    GuestsJoined,
    Loss,
    LossQuestion,
    RepLine,
    TeamTable,
)
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.posting import Posting
from tests.cast import NOW, ana

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
POSTED_ON = date(2026, 3, 9)
MOST_MINOR = 10**15  # cents
REPS = (0, 1, 7, 500)

FACTS: dict[str, dict[str, object]] = {"digest_line": {"text": "someday"}, "digest_manager": {}}


class Values(Protocol):
    """What people wrote, and how large the numbers are."""

    @property
    def name(self) -> str: ...
    @property
    def rep_name(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def locale(self) -> str: ...


def messages(values: Values) -> dict[str, Message]:
    """Every message, by what it is."""
    return {**_posts(values), **_notes(values), **_answers(values)}


def views(values: Values) -> dict[str, View]:
    """The form, empty and filled in."""
    origin = Origin("f" * 32, values.id, "C0123456789", "1700000000.123456", "https://x/" * 9, 7)
    full = replace(posting(values), is_percent=True)
    return {
        "digest": digest_setup.form(full, origin),
        "digest, first": digest_setup.form(Posting("T0", "UTC", shows_rep_figures=False), origin),
    }


def week(values: Values, reps: int, *, greatest: int = 1_240_000_00) -> Digest:
    """The week of a team of so many."""
    weeks = tuple(
        (POSTED_ON - timedelta(weeks=12 - n), greatest * (n + 1) // 13, greatest) for n in range(13)
    )
    if not reps:
        return Digest(FIRST, LAST, "EUR", 0, 0, 0, None, None)
    return Digest(
        first_on=FIRST,
        last_on=LAST,
        currency="EUR",
        reps=reps,
        deals=30 * reps,
        open_minor=greatest,
        was_minor=greatest // 13 * 12,
        target_minor=greatest * 2,
        aims=reps - 1 or None,
        theirs_minor=greatest // 2,
        ours_minor=greatest // 4,
        circles=9 * reps,
        circles_minor=greatest - greatest // 2 - greatest // 4,
        unrated=("GBP", "USD"),
        unrated_deals=3,
        won=(values.name,) * 6,
        won_clients=6 * reps,
        won_minor=greatest,
        lost=7 * reps,
        lost_named=(values.name,) * 6,
        kept=38 * reps,
        named=41 * reps,
        quiet=6 * reps,
        red=2 * reps,
        quiet_minor=greatest,
        book_minor=greatest * 2,
        valued=40,
        not_survived=2,
        weeks=weeks,
        stages=tuple((values.name, 5, greatest // 20) for _ in range(20)),
    )


def posting(values: Values) -> Posting:
    return Posting(
        "T0",
        "America/Argentina/ComodRivadavia",
        "C0123456789",
        values.name,
        set_by=3,
        next_on=POSTED_ON,
        next_at=NOW,
    )


def _posts(values: Values) -> dict[str, Message]:
    at, by, locale = posting(values), values.rep_name, values.locale
    said = {}
    for reps in REPS:
        for name, form in (("", at), (" in percent", replace(at, is_percent=True))):
            found = week(values, reps)
            said[f"digest of {reps}{name}"] = digest.post(found, form, by, locale)
            huge = week(values, reps, greatest=MOST_MINOR)
            said[f"digest of {reps}, greatest{name}"] = digest.post(huge, form, by, locale)
    calm: dict[str, Any] = {"circles": 0, "circles_minor": 0, "kept": 41, "named": 41}
    seven = week(values, 7)
    single = replace(seven, circles=1, quiet=1, red=1, lost=1, lost_named=(), unrated_deals=1)
    single = replace(single, named=1)
    weeks = {
        "one of each": replace(single, kept=0, not_survived=1, unrated=("USD",)),
        "dates passed": replace(seven, **calm | {"kept": 38}),
        "a date passed": replace(seven, **calm | {"kept": 40}),
        "the gap": replace(seven, **calm),
        "no target": replace(seven, **calm, target_minor=None, was_minor=None),
        "healthy": replace(seven, **calm, target_minor=1, not_survived=0, was_minor=1_240_000_00),
        "nothing presses": replace(seven, **calm, target_minor=1, quiet=0, red=0, quiet_minor=0),
        "only quiet": replace(seven, **calm, target_minor=1, quiet=1, red=0, quiet_minor=0),
        "lost, unnamed": replace(seven, lost=3, lost_named=()),
        "a client lost": replace(seven, lost=1, lost_named=(), kept=1, named=1),
        "less than last week": replace(seven, was_minor=2_000_000_00, valued=0),
    }
    for name, found in weeks.items():
        said[f"digest, {name}"] = digest.post(found, at, by, locale)
        percent = replace(at, is_percent=True)
        said[f"digest in percent, {name}"] = digest.post(found, percent, by, locale)
    said["digest, by nobody"] = digest.post(seven, at, "", locale)
    said["digest, preview"] = digest.preview(seven, at, by, locale, NOW)
    off = replace(at, channel_id=None)
    said["digest, preview while off"] = digest.preview(seven, off, by, locale, NOW)
    return said


def _notes(values: Values) -> dict[str, Message]:
    rep = ana(name=values.rep_name, locale=values.locale)
    tables = {
        "no reps": table(values, 0),
        "one rep": table(values, 1),
        "seven reps": table(values, 7),
        "the first page": table(values, 500, page=1),
        "a page between": table(values, 500, page=5),
        "the greatest": table(values, 500, page=10, minor=MOST_MINOR),
    }
    said = {f"by rep, {name}": digest_notes.team(one, rep, NOW) for name, one in tables.items()}
    lost = losses(values, None, True, False)
    for name, one in (("one", losses(values, None)), ("three", lost), ("none", losses(values))):
        said[f"may name, {name}"] = digest_notes.may_name(one, rep, NOW, 5)
    nameless = GuestsJoined(("", rep.name), "", is_percent=False)
    said["guests joined, one without a name"] = digest_notes.guests_joined(nameless)
    for name, guests in {"one": 1, "two": 2, "many": 9}.items():
        joined = GuestsJoined((rep.name,) * guests, "wins", is_percent=name == "two")
        said[f"guests joined, {name}"] = digest_notes.guests_joined(joined)
    said["mine"] = digest_notes.mine(tables["one rep"], lost, True, rep, NOW, 5)
    said["mine, hidden"] = digest_notes.mine(tables["one rep"], lost, False, rep, NOW)
    for why in Unfit:
        found = ChannelTrouble(why, "C0123456789", values.name, 0, time(9))
        said[f"trouble, {why}"] = nudges.nudge(Nudge(NudgeKind.DIGEST_NOTE, note=found), rep, NOW)
    nameless = ChannelTrouble(Unfit.GONE, "C0123456789", "", 0, time(9))
    said["trouble, nameless"] = digest_notes.note(nameless, rep, NOW)
    said["file refused"] = digest_notes.no_file(is_refused=True)
    said["file late"] = digest_notes.no_file(is_refused=False)
    return said | {"by rep, switched off": digest_notes.switched_off()}


def table(values: Values, reps: int, *, page: int = 1, minor: int = 40_000_00) -> TeamTable:
    """A page of every rep's figures."""
    line = RepLine(values.id, values.rep_name, minor, minor, 12, 3, minor, 4, 5, 2)
    lines = (line,) * min(reps, 50)
    if lines:
        lines = (*lines[1:], replace(line, target_minor=None))
    return TeamTable(lines, "CHF", FIRST, LAST, page, max(1, reps // 50), reps)


def losses(values: Values, *shares: bool | None) -> LossQuestion:
    """Clients a rep lost, and what they said about naming them."""
    lost = (Loss(values.id - n, values.name, FIRST, said) for n, said in enumerate(shares))
    return LossQuestion(tuple(lost), POSTED_ON)


def _answers(values: Values) -> dict[str, Message]:
    at, locale = posting(values), values.locale
    alone = Seen("C0", values.name, None, 4)
    guests = replace(alone, guests=(values.rep_name,) * 7, unseen=120, members=140)
    one = replace(alone, guests=(values.rep_name,), unseen=1)
    off = replace(at, next_on=None, next_at=None)
    said = {
        "digest set": digest_setup.saved(at, alone, locale, NOW, 5),
        "digest set, guests": digest_setup.saved(at, guests, locale, NOW, 5),
        "digest set, a guest": digest_setup.saved(replace(at, is_percent=True), one, locale, NOW),
        "digest off": digest_setup.off(off, 5),
        "digest off, never on": digest_setup.off(replace(off, channel_id=None)),
        "digest changed": digest_setup.changed(replace(at, shows_rep_figures=False), 5),
        "digest, for a rep": digest_setup.where(at, locale, NOW),
        "digest, for a rep, off": digest_setup.where(off, locale, NOW),
        "digest, Slack silent": digest_setup.silent(),
    }
    shown = digest.preview(week(values, 7), off, values.rep_name, locale, NOW)
    said["digest, offers"] = Message(shown.text, digest_setup.offers(off))
    for why in Unfit:
        said[f"not there, {why}"] = digest_setup.not_there(why, values.name, "C0|0|09:00")
    said["not there, nameless"] = digest_setup.not_there(Unfit.GONE, "", "C0|0|09:00")
    return said
