"""Is a typed `/pipeline` line read as it was meant?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook import names
from bot.playbook.deal import Deal, DealState, Stage
from bot.playbook.kept import problem_as_json, problem_from_json
from bot.playbook.model import Client, Money, Standing
from bot.playbook.pipeline_intent import (
    Here,
    PipelineIntent,
    PipelineLine,
    Step,
    from_json,
    is_about_a_deal,
)
from bot.playbook.pipeline_line import name_keys, read_pipeline_line

TODAY = date(2026, 3, 12)  # a Thursday
STAGES = (
    Stage(11, 1, "meet", 10),
    Stage(12, 2, "explore", 20),
    Stage(13, 3, "involve others", 30),
    Stage(14, 4, "review a proposal", 45),
    Stage(15, 5, "decide", 70),
)
KNOWN_NAMES = ("Acme", "Acme Ltd", "Add Value", "Globex", "Initech", "Marks, Sons & Co", "Won Ton")
JUNE_30 = date(2026, 6, 30)
EUR_40K = Money(40_000_00, "EUR")


def deal(deal_id: int, client_id: int, name: str, currency: str = "EUR") -> Deal:
    amount = Money(40_000_00, currency)
    return Deal(
        *(deal_id, client_id, KNOWN_NAMES[client_id - 1], 1, name, 11, "meet", TODAY),
        *(amount, amount, DealState.OPEN, TODAY),
    )


# Acme has two open deals, Globex one in dollars, Initech two of one name.
DEALS = {
    1: (deal(101, 1, "New line"), deal(102, 1, "New line two")),
    4: (deal(104, 4, "Fleet", "USD"),),
    5: (deal(105, 5, "Pilot"), deal(106, 5, "Pilot")),
}


def known() -> Mapping[str, Sequence[Client]]:
    found: dict[str, list[Client]] = {}
    for n, name in enumerate((*KNOWN_NAMES, "Twin", "Twin"), 1):
        found.setdefault(names.key(name), []).append(Client(n, name, Standing.ACTIVE))
    return found


def read(text: str, locale: str = "en-GB", user_id: str | None = None) -> PipelineLine:
    return read_pipeline_line(text, known(), Here(TODAY, locale, "EUR", STAGES, DEALS, user_id))


def set_facts(found: PipelineIntent) -> dict[str, Any]:
    """What was read, but for what is as it always is."""
    usual = PipelineIntent(Step.MINE)
    every = {k: getattr(found, k) for k in PipelineIntent.__dataclass_fields__}
    return {k: v for k, v in every.items() if v != getattr(usual, k)}


def facts(text: str, **more: Any) -> dict[str, Any]:
    line = read(text, **more)
    assert line.problem is None, line.problem
    return set_facts(line.intent)


def problem(text: str, **more: Any) -> tuple[str, dict[str, Any]]:
    found = read(text, **more).problem
    assert found is not None
    return found.code, dict(found.facts)


ADDED: dict[str, dict[str, Any]] = {
    'Acme "New line" €40k review a proposal close 30 June': {
        "deal_name": "New line",
        "amount": EUR_40K,
        "stage_id": 14,
        "stage_name": "review a proposal",
        "close_on": JUNE_30,
    },
    "Acme 40k": {"amount": EUR_40K},
    "Acme €40k": {"amount": EUR_40K},
    "Acme 40.000,00 €": {"amount": EUR_40K},
    "Acme 40,000.00 EUR": {"amount": EUR_40K},
    "Acme 40 000 €": {"amount": EUR_40K},
    "Acme EUR 40k": {"amount": EUR_40K},
    "Acme 40000": {"amount": EUR_40K},
    "Acme 40": {"amount": Money(40_00, "EUR")},
    "Acme $1.2m": {"amount": Money(1_200_000_00, "USD")},
    "Acme CHF 40k": {"amount": Money(40_000_00, "CHF")},
    "Acme ¥84000": {"amount": Money(84_000, "JPY")},
    "Acme New line €40k": {"deal_name": "New line", "amount": EUR_40K},
    "Acme New line 40000 meet": {
        "deal_name": "New line",
        "amount": EUR_40K,
        "stage_id": 11,
        "stage_name": "meet",
    },
    "Acme New line meet €40k": {
        "deal_name": "New line",
        "amount": EUR_40K,
        "stage_id": 11,
        "stage_name": "meet",
    },
    "Acme €40k Meet the team": {"deal_name": "Meet the team", "amount": EUR_40K},
    "Acme, New line, €40k, decide, closes on 30 June": {
        "deal_name": "New line",
        "amount": EUR_40K,
        "stage_id": 15,
        "stage_name": "decide",
        "close_on": JUNE_30,
    },
    "Acme €40k decide decide by 15 June, closing 30 June": {
        "amount": EUR_40K,
        "stage_id": 15,
        "stage_name": "decide",
        "decide_by": date(2026, 6, 15),
        "close_on": JUNE_30,
    },
    "Acme close 30 June €40k": {"amount": EUR_40K, "close_on": JUNE_30},
    "Acme €40k close end of June": {"amount": EUR_40K, "close_on": JUNE_30},
    "Acme €40k review": {
        "amount": EUR_40K,
        "stage_id": 14,
        "stage_name": "review a proposal",
    },
    "Acme Phase 2 €40k": {"deal_name": "Phase 2", "amount": EUR_40K},
    "Acme Renewal 2026 €40k": {"deal_name": "Renewal 2026", "amount": EUR_40K},
    "Acme New line - €40k": {"deal_name": "New line", "amount": EUR_40K},
    "Acme for the 40k": {"deal_name": "for the", "amount": EUR_40K},
    "Acme v2.1 €40k": {"deal_name": "v2.1", "amount": EUR_40K},
    "Acme Release 2.1 €40k": {"deal_name": "Release 2.1", "amount": EUR_40K},
}


@pytest.mark.parametrize(("text", "meant"), ADDED.items())
def test_a_new_deal_says_what_it_is_worth_where_it_stands_and_when_it_closes(
    text: str, meant: dict[str, Any]
) -> None:
    usual = {"step": Step.ADD, "client_name": "Acme", "client_id": 1}
    assert facts(f"add {text}") == usual | meant


@pytest.mark.parametrize(
    ("text", "name", "more"),
    [
        ("add New Co €40k meet", "New Co", {"stage_id": 11}),
        ('add New Co "New line" €40k', "New Co", {"deal_name": "New line"}),
        ('add "New Co" "New line" €40k', "New Co", {"deal_name": "New line"}),
        ("add New Co, New line, €40k", "New Co", {"deal_name": "New line"}),
        ("add New Co 40k closing 30 June", "New Co", {"close_on": JUNE_30}),
        ("add Marks, Sons & Co, €40k", "Marks, Sons & Co", {"client_id": 6}),
        ("add Acme: €40k", "Acme", {"client_id": 1}),
        ("add Twin €40k", "Twin", {"client_id": None}),
    ],
)
def test_a_new_deal_may_be_at_a_client_nobody_knows(
    text: str, name: str, more: dict[str, Any]
) -> None:
    found = read(text)
    assert (found.problem, found.intent.client_name) == (None, name)
    assert found.intent.amount == EUR_40K
    assert {k: getattr(found.intent, k) for k in more} == more


NO_AMOUNTS = {
    "add Acme ten": ("no_amount", {"text": "ten"}),
    "add Acme": ("no_amount", {"text": ""}),
    'add Acme "New line" ten': ("no_amount", {"text": "ten"}),
    'add Acme "New line" ten decide': ("no_amount", {"text": "ten"}),
    "add Acme Phase 2": ("no_amount", {"text": "Phase 2"}),
    "add Acme Renewal 2026": ("no_amount", {"text": "Renewal 2026"}),
    "add Acme 400 seats": ("no_amount", {"text": "400 seats"}),
    "add Acme 40 thousand": ("no_amount", {"text": "40 thousand"}),
    "add Acme 1e15": ("no_amount", {"text": "1e15"}),
    "add Acme 10^15": ("no_amount", {"text": "10^15"}),
    "add Acme 40%": ("no_amount", {"text": "40%"}),
    "add New Co": ("no_amount", {"text": ""}),
    "add Acme 0": ("amount_not_above_zero", {"text": "0"}),
    "add Acme €0": ("amount_not_above_zero", {"text": "€0"}),
    "add Acme -5": ("amount_not_above_zero", {"text": "-5"}),
    "add Acme -€40k": ("amount_not_above_zero", {"text": "-€40k"}),
    "add Acme €-40k": ("amount_not_above_zero", {"text": "€-40k"}),
    "add Acme 1000000000000000": ("too_much", {"text": "1000000000000000"}),
    "add Acme €1.250k": ("not_money", {"text": "€1.250k"}),
    "add Acme €40k €50k": ("two_amounts", {"texts": ("€40k", "€50k")}),
    "add Acme €40k-50k": ("two_amounts", {"texts": ("€40k", "50k")}),
}


@pytest.mark.parametrize(("text", "meant"), NO_AMOUNTS.items())
def test_what_is_no_amount_is_refused_and_the_client_is_kept(
    text: str, meant: tuple[str, dict[str, Any]]
) -> None:
    assert problem(text) == meant
    assert read(text).intent.client_name in ("Acme", "New Co")


DAYS = {
    "close yesterday": ("close_past", {"what": "close", "text": "yesterday"}),
    "close 1 January 2025": ("close_past", {"what": "close", "text": "1 January 2025"}),
    "close 1 January 2025 meet": ("close_past", {"what": "close", "text": "1 January 2025"}),
    "decide by 30 June 2025": ("close_past", {"what": "decide_by", "text": "30 June 2025"}),
    "close 12/11": (
        "which_close",
        {"what": "close", "text": "12/11", "days": (date(2026, 11, 12), date(2026, 12, 11))},
    ),
    "close in spring": ("close_vague", {"what": "close", "text": "in spring"}),
    "close June": ("close_vague", {"what": "close", "text": "June"}),
    "close the gap": ("close_unread", {"what": "close", "text": "the gap"}),
    "close 31 February": ("no_such_date", {"month": 2, "day": 31}),
    "close in 12 years": (
        "date_too_far",
        {"said": None, "horizon": date(2031, 3, 12)},
    ),
}


@pytest.mark.parametrize(("text", "meant"), DAYS.items())
def test_a_day_that_is_past_or_unclear_is_refused(
    text: str, meant: tuple[str, dict[str, Any]]
) -> None:
    code, found = problem(f"add Acme €40k {text}")
    if "said" in found:
        found["said"] = None
    assert (code, found) == meant


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("move Acme decid", "decid", ("decide",)),
        ("move Acme to negotiation", "negotiation", None),
        ("move Acme New line to revue a proposal", "revue a proposal", ("review a proposal",)),
        ('add Acme "New line" €40k revieww', "revieww", ("review a proposal",)),
        ("add Acme €40k exploring", "exploring", ("explore",)),
        ('add Acme "A" €40k Zzz', "Zzz", tuple(s.name for s in STAGES)),
    ],
)
def test_an_unknown_stage_is_refused_with_the_nearest_that_are(
    text: str, said: str, nearest: tuple[str, ...] | None
) -> None:
    code, found = problem(text)
    assert (code, found["text"]) == ("unknown_stage", said)
    assert nearest is None or found["nearest"][: len(nearest)] == nearest
    assert set(found["nearest"]) <= {s.name for s in STAGES}


def test_a_move_without_a_stage_is_told_which_there_are() -> None:
    assert problem("move Globex") == ("no_stage", {"nearest": tuple(s.name for s in STAGES)})


def test_a_second_name_is_not_dropped_in_silence() -> None:
    assert problem('add Acme "New line" Other €40k') == ("unread_deal", {"text": "Other"})


MOVED: dict[str, dict[str, Any]] = {
    "move Globex decide": {"client_name": "Globex", "client_id": 4, "stage_id": 15},
    "move Globex to review": {"client_name": "Globex", "client_id": 4, "stage_id": 14},
    "move Globex to 2": {"client_name": "Globex", "client_id": 4, "stage_id": 12},
    "move Acme decide": {"client_name": "Acme", "client_id": 1, "stage_id": 15},
    "move Acme New line to decide": {"client_id": 1, "deal_id": 101, "deal_name": "New line"},
    "move Acme New line two to decide": {"deal_id": 102, "deal_name": "New line two"},
    'move Acme "new line two" decide': {"deal_id": 102, "deal_name": "New line two"},
    "move Acme New line decide close 30 June": {"deal_id": 101, "close_on": JUNE_30},
    "move Acme New line, decide": {"deal_id": 101, "stage_id": 15},
    "move Initech Pilot decide": {"deal_id": None, "deal_name": "Pilot", "stage_id": 15},
    "move Globxe decide": {"client_name": "Globxe", "client_id": None, "stage_id": 15},
    "move Globxe to decide": {"client_name": "Globxe", "client_id": None, "stage_id": 15},
    'move "Globex" decide': {"client_id": 4, "stage_id": 15},
    "move Globex involve": {"client_id": 4, "stage_id": 13},
}


@pytest.mark.parametrize(("text", "meant"), MOVED.items())
def test_a_move_names_the_client_maybe_the_deal_and_the_stage(
    text: str, meant: dict[str, Any]
) -> None:
    found = read(text)
    assert (found.problem, found.intent.step) == (None, Step.MOVE)
    assert {k: getattr(found.intent, k) for k in meant} == meant


def test_a_deal_nobody_knows_is_refused_with_those_that_are_open() -> None:
    code, found = problem("move Acme Old line to decide")
    assert code == "unknown_deal"
    assert found == {"client": "Acme", "text": "Old line", "deals": ("New line", "New line two")}


def test_a_move_takes_no_amount() -> None:
    assert problem("move Acme New line €5k decide")[0] == "unread_deal"


def test_a_move_refuses_a_day_that_is_past() -> None:
    assert problem("move Acme New line decide close yesterday")[0] == "close_past"


NEXT = {
    'next Acme Tuesday 3pm "after the board"': (1, None, "Tuesday 3pm “after the board”"),
    "next Acme New line Tuesday": (1, 101, "Tuesday"),
    "next Acme New line two, in two weeks send it": (1, 102, ", in two weeks send it"),
    "next Globex": (4, None, ""),
    "next Globxe Tuesday 3pm": (None, None, "Tuesday 3pm"),
    "next Globxe": (None, None, ""),
}


@pytest.mark.parametrize(("text", "meant"), NEXT.items())
def test_a_next_step_leaves_the_date_to_the_follow_up(
    text: str, meant: tuple[int, int | None, str]
) -> None:
    found = read(text)
    assert found.problem is None
    client, deal_id, rest = meant
    assert (found.intent.client_id, found.intent.deal_id) == (client, deal_id)
    assert found.rest.lstrip(", ") == rest.lstrip(", ")


CHANGED: dict[str, dict[str, Any]] = {
    "change Globex 45k": {"amount": Money(45_000_00, "USD")},
    "change Globex €45k close 30 June": {"amount": Money(45_000_00, "EUR"), "close_on": JUNE_30},
    "change Globex decide by 15 June": {"decide_by": date(2026, 6, 15)},
    'change Globex Fleet "New fleet"': {"deal_id": 104, "new_name": "New fleet"},
    "change Acme New line 45k": {"deal_id": 101, "amount": Money(45_000_00, "EUR")},
}


@pytest.mark.parametrize(("text", "meant"), CHANGED.items())
def test_a_change_says_only_what_is_new(text: str, meant: dict[str, Any]) -> None:
    found = read(text)
    assert (found.problem, found.intent.step) == (None, Step.CHANGE)
    assert {k: getattr(found.intent, k) for k in meant} == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("change Globex", "nothing_to_change"),
        ("change Globex something", "unknown_deal"),
        ("change Globex -5k", "amount_not_above_zero"),
        ("change", "which_deal_client"),
    ],
)
def test_a_change_that_says_nothing_new_is_refused(text: str, code: str) -> None:
    assert problem(text)[0] == code


WON: dict[str, dict[str, Any]] = {
    "won Globex": {"client_id": 4, "amount": None, "on": None},
    "won Globex $38k": {"amount": Money(38_000_00, "USD")},
    "won Globex 38k": {"amount": Money(38_000_00, "USD")},
    "won Globex €38k today": {"amount": Money(38_000_00, "EUR"), "on": TODAY},
    "won Globex yesterday €38k": {
        "amount": Money(38_000_00, "EUR"),
        "on": date(2026, 3, 11),
    },
    "won Globex on 2 March": {"on": date(2026, 3, 2)},
    "won Acme New line two €38k": {"deal_id": 102, "amount": Money(38_000_00, "EUR")},
    'won Acme "New line"': {"deal_id": 101},
    "won Globxe €38k": {"client_name": "Globxe", "client_id": None},
    "won Won Ton": {"client_name": "Won Ton", "client_id": 7},
}


@pytest.mark.parametrize(("text", "meant"), WON.items())
def test_a_won_deal_says_what_was_signed_and_when(text: str, meant: dict[str, Any]) -> None:
    found = read(text)
    assert (found.problem, found.intent.step) == (None, Step.WON)
    assert {k: getattr(found.intent, k) for k in meant} == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("won Globex tomorrow", "closed_to_come"),
        ("won Globex 31 February", "no_such_date"),
        ("won Globex €0", "amount_not_above_zero"),
        ("won Globex Flete", "unknown_deal"),
        ('won Globex "Flete"', "unknown_deal"),
        ("won", "which_deal_client"),
    ],
)
def test_a_won_line_that_cannot_be_is_refused(text: str, code: str) -> None:
    assert problem(text)[0] == code


LOST: dict[str, dict[str, Any]] = {
    "lost Globex": {"reason": None, "note": None, "on": None},
    "lost Globex price too slow for them": {
        "reason": "price",
        "note": "price too slow for them",
    },
    "lost Globex: they went with Hooli": {
        "reason": "competitor",
        "note": "they went with Hooli",
    },
    "lost Globex yesterday, the budget": {
        "on": date(2026, 3, 11),
        "reason": "budget",
        "note": "the budget",
    },
    'lost Globex the price "too much for a pilot"': {
        "reason": "price",
        "note": "the price “too much for a pilot”",
    },
    "lost Globex who knows": {"reason": None, "note": "who knows"},
    "lost Acme New line two the price": {"deal_id": 102, "note": "the price"},
    'lost Acme "New line" the price': {"deal_id": 101, "note": "the price"},
}


@pytest.mark.parametrize(("text", "meant"), LOST.items())
def test_a_lost_deal_keeps_the_reason_in_the_reps_words(text: str, meant: dict[str, Any]) -> None:
    found = read(text)
    assert (found.problem, found.intent.step) == (None, Step.LOST)
    assert {k: getattr(found.intent, k) for k in meant} == meant


@pytest.mark.parametrize(
    ("text", "name", "note"),
    [
        ("lost Globxe the price", "Globxe", "the price"),
        ("lost Globxe Nord the price", "Globxe Nord", "the price"),
        ("lost globxe", "globxe", None),
    ],
)
def test_a_loss_at_a_client_nobody_knows_keeps_its_reason(
    text: str, name: str, note: str | None
) -> None:
    found = read(text)
    assert (found.problem, found.intent.client_name, found.intent.note) == (None, name, note)


def test_a_deal_is_not_lost_on_a_day_to_come() -> None:
    assert problem("lost Globex tomorrow") == ("closed_to_come", {"text": "tomorrow"})


def test_a_closed_deal_is_opened_again_by_its_name() -> None:
    assert facts("reopen Globex Old fleet") == {
        "step": Step.REOPEN,
        "client_name": "Globex",
        "client_id": 4,
        "deal_name": "Old fleet",
    }


@pytest.mark.parametrize(
    ("text", "deal", "stage"),
    [
        ("reopen Globex to decide", "", "decide"),
        ("reopen Globex Old fleet to decide", "Old fleet", "decide"),
        ('reopen Globex "Old fleet" to decide', "Old fleet", "decide"),
        ("reopen Globex decide", "decide", None),
        ("reopen Globex to somewhere", "to somewhere", None),
    ],
)
def test_a_closed_deal_goes_on_at_the_stage_behind_to(
    text: str, deal: str, stage: str | None
) -> None:
    found = facts(text)
    assert (found.get("deal_name", ""), found.get("stage_name")) == (deal, stage)


TARGETS: dict[str, dict[str, Any]] = {
    "target": {},
    "target €400k": {"amount": Money(400_000_00, "EUR")},
    "target team €1.4m": {"amount": Money(1_400_000_00, "EUR"), "is_for_team": True},
    "target team": {"is_for_team": True},
    "target none": {"what": "none"},
    "target 0": {"what": "none"},
    "target team none": {"what": "none", "is_for_team": True},
}


@pytest.mark.parametrize(("text", "meant"), TARGETS.items())
def test_a_target_is_ones_own_the_teams_or_none(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"step": Step.TARGET} | meant


def test_a_colleagues_target_is_whose_who_was_mentioned() -> None:
    assert facts("target €400k", user_id="U0BEN") == {
        "step": Step.TARGET,
        "amount": Money(400_000_00, "EUR"),
        "for_user_id": "U0BEN",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("target lots", "not_money"),
        ("target -5", "amount_not_above_zero"),
        ("target -0", "amount_not_above_zero"),
        ("target 1000000000000000", "too_much"),
    ],
)
def test_a_target_that_is_none_is_refused(text: str, code: str) -> None:
    assert problem(text)[0] == code


LISTED: dict[str, dict[str, Any]] = {
    "list": {"which": "mine"},
    "list all": {"which": "all"},
    "list stuck 2": {"which": "stuck", "page": 2},
    "list page 3": {"which": "mine", "page": 3},
    "list 2": {"which": "stage", "stage_id": 12, "stage_name": "explore"},
    "list 7": {"which": "mine", "page": 7},
    "list won 0": {"which": "won"},
    "list decide": {"which": "stage", "stage_id": 15, "stage_name": "decide"},
    "list review": {"which": "stage", "stage_id": 14, "stage_name": "review a proposal"},
    "list Globex": {"which": "client", "client_id": 4, "client_name": "Globex"},
    "list Acme Ltd 2": {"which": "client", "client_id": 2, "client_name": "Acme Ltd", "page": 2},
    'list "Acme"': {"which": "client", "client_id": 1, "client_name": "Acme"},
    "list Nobody Inc": {"which": "client", "client_name": "Nobody Inc"},
    "Globex": {"which": "client", "client_id": 4, "client_name": "Globex"},
    "Won Ton": {"which": "client", "client_id": 7, "client_name": "Won Ton"},
    "Nobody Inc": {"which": "client", "client_name": "Nobody Inc"},
}


@pytest.mark.parametrize(("text", "meant"), LISTED.items())
def test_a_list_may_be_narrowed_down_and_turned(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"step": Step.LIST} | meant


def test_a_colleagues_list_is_whose_who_was_mentioned() -> None:
    found = facts("list circles", user_id="U0BEN")
    assert found == {"step": Step.LIST, "which": "circles", "for_user_id": "U0BEN"}


def test_a_mistyped_list_is_refused() -> None:
    assert problem("list stukc") == ("unknown_deal_list", {"text": "stukc"})


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("moev Acme decide", "move"), ("Acme decide", None), ("targget €5", "target")],
)
def test_a_word_nobody_knows_is_told_the_nearest(text: str, nearest: str | None) -> None:
    code, found = problem(text)
    assert (code, found["nearest"]) == ("unknown_pipeline_word", nearest)


@pytest.mark.parametrize(
    ("text", "step"),
    [("", Step.MINE), ("stress", Step.STRESS), ("undo", Step.UNDO), ("HELP", Step.HELP)],
)
def test_a_word_alone_is_enough(text: str, step: Step) -> None:
    assert facts(text) == ({} if step is Step.MINE else {"step": step})


@pytest.mark.parametrize(
    ("text", "user_id", "found"),
    [
        ("stress team", None, {"is_for_team": True}),
        ("stress Team", None, {"is_for_team": True}),
        ("stress", "U0BEN", {"for_user_id": "U0BEN"}),
    ],
)
def test_the_stress_of_others_is_asked_for_by_name(
    text: str, user_id: str | None, found: dict[str, Any]
) -> None:
    assert facts(text, user_id=user_id) == {"step": Step.STRESS, **found}


def test_the_stress_of_somebody_nobody_named_is_refused() -> None:
    assert problem("stress my team") == ("stress_of_whom", {"text": "my team"})


def test_where_a_digest_goes_is_read_elsewhere() -> None:
    found = read("digest #sales Monday 9:00")
    assert (found.intent.step, found.rest) == (Step.DIGEST, "#sales Monday 9:00")


RATES: dict[str, dict[str, Any]] = {
    "rate USD 0.92": {"currency": "USD", "rate": "0.92"},
    "rate usd 0,92": {"currency": "USD", "rate": "0.92"},
    "rate GBP = 1.170": {"currency": "GBP", "rate": "1.17"},
    "rate JPY 10": {"currency": "JPY", "rate": "10"},
    "rate": {},
}


@pytest.mark.parametrize(("text", "meant"), RATES.items())
def test_a_rate_is_typed_never_guessed(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"step": Step.RATE} | meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rate XYZ 1", "unknown_currency"),
        ("rate 0.92", "unknown_currency"),
        ("rate USD", "not_a_rate"),
        ("rate USD 0", "not_a_rate"),
        ("rate USD -1", "not_a_rate"),
        ("rate USD ten", "not_a_rate"),
        ("rate USD 2000000", "not_a_rate"),
    ],
)
def test_a_rate_that_is_none_is_refused(text: str, code: str) -> None:
    assert problem(text)[0] == code


def test_everything_is_counted_in_one_currency() -> None:
    assert facts("currency chf") == {"step": Step.CURRENCY, "currency": "CHF"}
    assert facts("currency") == {"step": Step.CURRENCY}
    assert problem("currency euros") == ("unknown_currency", {"text": "euros"})


LADDER: dict[str, dict[str, Any]] = {
    "stages": {},
    "stages list": {},
    'stages add "Pilot" 55 after 4': {
        "what": "add",
        "new_name": "Pilot",
        "chance": 55,
        "position": 5,
    },
    "stages add Pilot 55% before decide": {
        "what": "add",
        "new_name": "Pilot",
        "chance": 55,
        "position": 5,
    },
    "stages add Pilot 5 first": {"what": "add", "new_name": "Pilot", "chance": 5, "position": 1},
    "stages add Pilot 90 last": {"what": "add", "new_name": "Pilot", "chance": 90, "position": 6},
    "stages add Pilot 55": {"what": "add", "new_name": "Pilot", "chance": 55},
    "stages rename meet to first talk": {
        "what": "rename",
        "stage_id": 11,
        "stage_name": "meet",
        "new_name": "first talk",
    },
    'stages rename "meet" to "Meet"': {
        "what": "rename",
        "stage_id": 11,
        "stage_name": "meet",
        "new_name": "Meet",
    },
    "stages chance decide 80": {
        "what": "chance",
        "stage_id": 15,
        "stage_name": "decide",
        "chance": 80,
    },
    "stages chance review a proposal to 50": {
        "what": "chance",
        "stage_id": 14,
        "stage_name": "review a proposal",
        "chance": 50,
    },
    "stages move meet after 3": {
        "what": "move",
        "stage_id": 11,
        "stage_name": "meet",
        "position": 4,
    },
    "stages remove explore": {"what": "remove", "stage_id": 12, "stage_name": "explore"},
    "stages remove explore to decide": {
        "what": "remove",
        "stage_id": 12,
        "stage_name": "explore",
        "to_stage_id": 15,
    },
}


@pytest.mark.parametrize(("text", "meant"), LADDER.items())
def test_the_ladder_is_edited_in_lines(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"step": Step.STAGES} | meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("stages dance", "unknown_ladder_word"),
        ("stages add", "unknown_ladder_word"),
        ("stages rename meet", "unknown_ladder_word"),
        ("stages rename nowhere to there", "unknown_stage"),
        ("stages move meet", "unknown_ladder_word"),
        ("stages move meet after nowhere", "unknown_stage"),
        ("stages add Pilot 5 after nowhere", "unknown_stage"),
        ("stages add Pilot", "no_chance"),
        ("stages chance decide", "no_chance"),
        ("stages chance nowhere 5", "unknown_stage"),
        ("stages add Pilot 0", "chance_out_of_range"),
        ("stages add Pilot 100", "chance_out_of_range"),
        ("stages chance decide -5", "chance_out_of_range"),
        ("stages add decide 50", "stage_known"),
        ("stages rename meet to decide", "stage_known"),
        ("stages add 7 50", "not_a_stage_name"),
        ("stages add ... 50", "not_a_stage_name"),
        ("stages add " + "x" * 41 + " 50", "too_long"),
        ("stages remove nowhere", "unknown_stage"),
        ("stages remove meet to nowhere", "unknown_stage"),
        ("stages remove meet to meet", "stage_to_itself"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused(text: str, code: str) -> None:
    assert problem(text)[0] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 4_001, "too_long"),
        ('add Acme "' + "x" * 81 + '" €40k', "too_long"),
        ("lost Globex " + "x" * 1_001, "too_long"),
        ("add ??? €40k", "not_a_name"),
        ("add", "which_deal_client"),
    ],
)
def test_nothing_is_cut_in_silence(text: str, code: str) -> None:
    assert problem(text)[0] == code


def test_every_name_a_line_could_hold_is_looked_up() -> None:
    assert names.key("Acme Ltd") in name_keys("move Acme Ltd decide")
    assert names.key("Acme Ltd") in name_keys('won "Acme Ltd" €5k')
    assert names.key("Won Ton") in name_keys("Won Ton")


def test_a_draft_keeps_what_was_typed() -> None:
    intent = read('add Acme "New line" $40k review close 30 June').intent
    assert is_about_a_deal(intent.as_json())
    assert from_json(intent.as_json()) == intent


WORDS = ("add", "move", "won", "lost", "next", "change", "target", "list", "stages", "rate", "Acme")
WORDS += ("Globex", "New line", "€40k", "40.000,00 €", "-5", "0", "close", "30 June", "decide by")
WORDS += (
    "decide",
    "review",
    "to",
    "team",
    "none",
    "page",
    "2",
    ",",
    '"',
    "“",
    "USD",
    "0.92",
    "👩‍👩‍👧",
    "شركة",
)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=12).map(" ".join))
def test_whatever_is_typed_is_read_or_refused_and_can_be_kept(text: str) -> None:
    line = read(text)
    assert from_json(line.intent.as_json()) == line.intent
    if line.problem is not None:
        assert problem_from_json(problem_as_json(line.problem)).code == line.problem.code
    amount = line.intent.amount
    assert amount is None or amount.minor > 0
    closes = line.intent.close_on
    assert closes is None or closes >= TODAY
