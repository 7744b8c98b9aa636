"""Does the digest read as a manager reads: the verdict, the act, and then the rest?"""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.demo.limits import message_problems
from bot.messages import digest, digest_notes
from bot.messages.blocks import undrawn
from bot.playbook.digest import Digest, LossQuestion, RepLine, TeamTable
from bot.playbook.posting import Posting
from tests.bot.messages import digest_said
from tests.bot.messages.everything import EVERY_VALUES, NASTY, ORDINARY

WEEK = Digest(
    first_on=date(2026, 3, 9),
    last_on=date(2026, 3, 15),
    currency="EUR",
    reps=7,
    deals=30,
    open_minor=1_240_000_00,
    was_minor=1_195_000_00,
    target_minor=1_400_000_00,
    theirs_minor=770_000_00,
    ours_minor=160_000_00,
    circles=9,
    circles_minor=310_000_00,
    won=("Acme", "Globex"),
    won_clients=2,
    won_minor=133_000_00,
    kept=38,
    named=41,
    quiet=6,
    red=2,
    quiet_minor=212_000_00,
    book_minor=2_120_000_00,
    valued=34,
    not_survived=0,
    weeks=((date(2026, 3, 8), 1_195_000_00, 1_400_000_00), (date(2026, 3, 15), 1_240_000_00, None)),
    stages=(("Meet", 10, 1_000_000_00), ("Decide", 20, 240_000_00)),
)
AT = Posting("T0", "Europe/Berlin", "C0", "sales", next_on=date(2026, 3, 16))


def said(*, is_percent: bool = False, **facts: Any) -> str:
    at = replace(AT, is_percent=is_percent)
    return digest.post(replace(WEEK, **facts), at, "Mia", "en-GB").text


def test_the_week_reads_in_the_order_of_the_house() -> None:
    assert said().split("\n") == [
        "Week of 9 March: €1.24m open against €1.40m, €160,000 short and €45,000 up on last week.",
        "Worth doing: nine deals, €310,000, have no next date. One question each: “When would you "
        "like me to follow up?”",
        "Won: Acme and Globex (€133,000).",
        "Of what is open, 62 % stands on dates clients named, 13 % on dates of our own, 25 % on "
        "none.",
        "Kept: 38 of 41 dates our clients named.",
        "Two clients have gone quiet and four are due a word; €212,000 a year rests on them.",
        "Open pipeline against target. Open: 2 Mar €1,195,000, 9 Mar €1,240,000. Target: "
        "€1,400,000 throughout.",
        "Open pipeline by stage. Meet €1,000,000, Decide €240,000.",
        "If any one client left, what we are likely to win elsewhere would replace it.",
        "Mia set this up.",
    ]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"was_minor": None}, "€1.24m open against €1.40m, €160,000 short."),
        ({"was_minor": 1_240_000_00}, "€160,000 short and the same as last week."),
        ({"was_minor": 1_300_000_00}, "€160,000 short and €60,000 down on last week."),
        ({"open_minor": 1_400_000_00}, "€1.40m open against €1.40m, €205,000 up on last"),
        ({"target_minor": None}, "Week of 9 March: €1.24m open, €45,000 up on last week."),
        ({"open_minor": 999_400_00}, "€999,400 open against €1.40m, €400,600 short"),
        ({"currency": "JPY"}, "¥124.00m open against ¥140.00m, ¥16.00m short"),
    ],
)
def test_the_verdict_says_the_change(facts: dict[str, Any], line: str) -> None:
    assert line in said(**facts).split("\n")[0]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({}, "what is open stands at 89 % of our target, four points up on last week."),
        ({"was_minor": 1_226_000_00}, "89 % of our target, one point up on last week."),
        ({"was_minor": 1_239_000_00}, "89 % of our target, the same as last week."),
        ({"was_minor": None}, "what is open stands at 89 % of our target."),
        ({"target_minor": None}, "what is open stands at 104 % of last week's."),
        ({"target_minor": None, "was_minor": 0}, "no target is chosen yet."),
        ({"deals": 0, "open_minor": 0, "target_minor": None}, "nothing is open yet."),
    ],
)
def test_the_verdict_in_percent_names_no_amount(facts: dict[str, Any], line: str) -> None:
    first = said(is_percent=True, **facts).split("\n")[0]
    assert first == f"Week of 9 March: {line}" or first.endswith(line)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"quiet": 1, "red": 1}, "One client has gone quiet; €212,000 a year rests on it."),
        ({"quiet": 1, "red": 0}, "One client is due a word; €212,000 a year rests on it."),
        ({"quiet": 6, "red": 6}, "Six clients have gone quiet; €212,000 a year rests on them."),
        ({"quiet": 6, "red": 0}, "Six clients are due a word; €212,000 a year rests on them."),
        (
            {"quiet": 6, "red": 5, "quiet_minor": 0},
            "Five clients have gone quiet and one is due a word.",
        ),
    ],
)
def test_who_has_gone_quiet_is_counted_apart_from_who_is_due_a_word(
    facts: dict[str, Any], line: str
) -> None:
    assert line in said(**facts).split("\n")


def test_the_act_calls_nobody_quiet_who_is_only_due_a_word() -> None:
    calm: dict[str, Any] = {"circles": 0, "kept": 41, "target_minor": 1}
    assert "Worth doing: a word to each of six clients due one." in said(**calm)
    assert "a word to the one client that is due one." in said(**calm, quiet=1, red=0)


def test_no_amount_at_all_stands_in_a_digest_of_percentages() -> None:
    post = digest.post(WEEK, replace(AT, is_percent=True), "Mia", "en-GB")
    assert "€" not in post.text
    assert not any(sign in str(post.blocks) for sign in ("€", "EUR", "240000", "1240"))


def test_a_lost_client_is_named_only_where_its_rep_chose_to() -> None:
    assert "Lost: three clients." in said(lost=3)
    assert "Lost: Hooli and two more." in said(lost=3, lost_named=("Hooli",))


def test_what_is_not_counted_is_said_with_what_to_do() -> None:
    line = said(unrated=("GBP", "USD"), unrated_deals=3)
    assert "Not counted: three deals in GBP and USD" in line
    line = said(unrated_values=("GBP",), unrated_clients=1)
    assert "Not counted: the yearly value of one client in GBP; no rate is set. A manager" in line
    assert "/pipeline rate GBP 0.92." in line
    both = said(unrated=("USD",), unrated_deals=1, unrated_values=("GBP",), unrated_clients=2)
    assert "one deal in USD and the yearly value of two clients in GBP; no rate" in both


def test_a_target_some_reps_never_chose_says_so() -> None:
    assert "Our target is what five of seven reps chose, added up." in said(aims=5)
    assert "added up" not in said(aims=7)


@pytest.mark.parametrize("values", list(EVERY_VALUES))
@pytest.mark.parametrize("reps", digest_said.REPS)
@pytest.mark.parametrize("is_percent", [False, True])
def test_slack_takes_it_with_any_team_and_the_longest_names(
    values: str, reps: int, is_percent: bool
) -> None:
    names = EVERY_VALUES[values]
    at = replace(digest_said.posting(names), is_percent=is_percent)
    week = digest_said.week(names, reps, greatest=digest_said.MOST_MINOR)
    post = digest.post(week, at, names.rep_name, names.locale)
    for form in (post, undrawn(post)):
        assert message_problems(list(form.blocks)) == []
        assert len(form.text) <= 4_000
        assert not form.text.endswith("…")


def test_every_number_of_the_charts_stands_in_the_text() -> None:
    week = digest_said.week(ORDINARY, 7)
    post = digest.post(week, digest_said.posting(ORDINARY), "Mia", "en-GB")
    charts = [block for block in post.blocks if block["type"] == "data_visualization"]
    assert len(charts) == 2
    values = {
        point["value"]
        for block in charts
        for series in block["chart"]["series"]
        for point in series["data"]
    }
    assert [value for value in values if f"€{value:,}" not in post.text] == []


# The file


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Ana", "Ana"),
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-Ana", "'-Ana"),
        ("@Ana", "'@Ana"),
        (" =1+1", "' =1+1"),
        ("\tAna", "'\tAna"),
        ("Ana=1", "Ana=1"),
        ('=HYPERLINK("x","y")', '\'=HYPERLINK("x","y")'),
    ],
)
def test_no_name_makes_a_spreadsheet_run_anything(name: str, cell: str) -> None:
    line = RepLine(1, name, 40_000_05, None, 1, 1, 0, 4, 5, 2)
    table = TeamTable((line,), "EUR", WEEK.first_on, WEEK.last_on, 1, 1, 1)
    text = digest_notes.as_csv(table).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row == [cell, "EUR", "40000.05", "", "1", "1", "0.00", "4", "5", "2"]


def test_a_currency_without_cents_has_none_in_the_file() -> None:
    line = RepLine(1, "Ana", 40_000, 50_000, 1, 1, 0, 4, 5, 2)
    table = TeamTable((line,), "JPY", WEEK.first_on, WEEK.last_on, 1, 1, 1)
    assert b"Ana,JPY,40000,50000," in digest_notes.as_csv(table)


def test_the_largest_page_of_figures_fits() -> None:
    values = NASTY["longest"]
    table = digest_said.table(values, 500, page=5, minor=digest_said.MOST_MINOR)
    said = digest_notes.team(table, digest_said.ana(), digest_said.NOW)
    assert message_problems(list(said.blocks)) == []


@pytest.mark.parametrize(("many", "said"), [(0, "none"), (1, "one"), (10, "ten"), (11, "11")])
def test_a_count_that_stands_alone_is_a_word_that_can(many: int, said: str) -> None:
    line = RepLine(1, "Ana", 40_000, 50_000, 3, many, 0, 4, 5, many)
    table = TeamTable((line,), "JPY", WEEK.first_on, WEEK.last_on, 1, 1, 1)
    nobody = LossQuestion((), WEEK.last_on)
    text = digest_notes.mine(table, nobody, True, digest_said.ana(), digest_said.NOW).text
    assert f"Without a next date: {said}.\n" in text
    assert f"Clients past their cadence: {said}." in text


FELL: dict[str, Any] = {"was_minor": 1_400_000_00, "won_minor": 90_000_00}


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            {"no_deals": 2, "no_minor": 50_000_00},
            "Why less is open: €90,000 was won, €50,000 got a no (two deals) and €20,000 went "
            "as deals became smaller or were taken back.",
        ),
        (
            {"won_minor": 0, "no_deals": 1, "no_minor": 200_000_00},
            "Why less is open: €200,000 got a no (one deal).",
        ),
        (
            {"won_minor": 0},
            "Why less is open: €160,000 went as deals became smaller or were taken back.",
        ),
        ({"is_percent": True, "won_minor": 160_000_00}, "11 % of what was open was won."),
    ],
)
def test_a_fall_is_explained_by_what_left(facts: dict[str, Any], line: str) -> None:
    assert line in said(**(FELL | facts))


@pytest.mark.parametrize("was", [None, 1_240_000_00, 1_000_000_00])
def test_without_a_fall_nothing_is_explained(was: int | None) -> None:
    assert "Why less is open" not in said(was_minor=was, no_deals=2, no_minor=50_000_00)


@pytest.mark.parametrize(
    ("many", "line"),
    [
        (
            1,
            "The loss of one client is more than we are likely to win elsewhere",
        ),
        (3, "The loss of any one of three clients is more than we are likely"),
    ],
)
def test_the_single_loss_line_says_what_would_not_be_replaced(many: int, line: str) -> None:
    assert line in said(not_survived=many)
