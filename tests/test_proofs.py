"""Is each rule of the playbook held to its edges by a table, and is its silence proved?"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot import playbook
from bot.demo.rules import RULES

HERE = Path(__file__).parent
_RULES = "bot/playbook/test_"
_JOURNEY = "journeys/test_"
_BOOK = "storage/test_clientele_relations.py"
# A rule: the table at its edges, and that nothing is said where nothing should be.
PROOFS: dict[str, tuple[str, str]] = {
    "S2-1": (
        f"{_RULES}due.py::test_a_named_day_stays_a_computed_one_moves_on_and_a_latest_one_moves_back",
        f"{_JOURNEY}half_dates.py::test_half_a_date_phrase_does_not_become_the_clients_name",
    ),
    "S2-2": (
        f"{_JOURNEY}half_dates.py::test_what_a_line_leaves_open_about_its_date_is_asked",
        f"{_JOURNEY}pipeline.py::test_with_a_date_ahead_nothing_is_asked",
    ),
    "S2-3": (
        "storage/test_followups.py::test_a_moved_day_is_never_put_into_the_clients_mouth",
        f"{_JOURNEY}buttons.py::test_unanswered_nobody_is_said_to_have_chosen_it_and_theirs_is_asked_for",
    ),
    "S2-4": (
        f"{_RULES}heat.py::test_two_cold_touches_in_a_row_or_falling_heat_over_three",
        f"{_BOOK}::test_a_colleagues_feeling_is_not_the_reps",
    ),
    "S2-5": (
        f"{_RULES}nudge.py::test_the_third_put_off_brings_the_hard_question_but_not_for_a_report",
        f"{_RULES}nudge.py::test_a_question_that_was_not_put_is_not_left_unanswered",
    ),
    "S2-6": (
        f"{_RULES}doors.py::test_three_doors_or_none",
        f"{_JOURNEY}bad_day.py::test_on_the_day_a_client_was_lost_no_later_no_names_doors_either",
    ),
    "S2-7": (
        f"{_RULES}deals_in_brief.py::test_deals_without_a_date_are_counted_on_the_first_working_day_of_a_week",
        f"{_JOURNEY}deals_in_brief.py::test_with_a_date_on_every_deal_nothing_is_counted",
    ),
    "S2-8": (
        f"{_RULES}meeting.py::test_a_frame_ends_by_the_clock_on_the_wall_through_a_change_of_clocks",
        f"{_JOURNEY}meetings.py::test_muted_it_is_briefed_and_not_asked_about",
    ),
    "S2-9": (
        f"{_RULES}parting.py::test_above_five_per_cent_of_the_book_the_manager_agrees_first",
        f"{_RULES}parting.py::test_a_client_of_unknown_value_needs_nobody",
    ),
    "S1-1": (
        f"{_RULES}cooled.py::test_put_offs_one_and_two_bring_patience",
        f"{_JOURNEY}cooled.py::test_a_day_later_is_no_put_off_and_says_nothing",
    ),
    "S1-2": (
        f"{_RULES}fit.py::test_three_yes_nurture_two_find_out_fewer_let_go",
        f"{_RULES}fit.py::test_the_first_answers_contradict_nothing",
    ),
    "S1-3": (
        f"{_RULES}cooled.py::test_four_touches_without_an_answer_are_left_for_four_weeks",
        f"{_JOURNEY}cooled.py::test_three_touches_without_an_answer_are_not_left_yet",
    ),
    "S1-4": (
        f"{_RULES}supplier.py::test_it_falls_120_days_before_their_contract_ends",
        f"{_JOURNEY}supplier.py::test_a_name_alone_sets_no_date",
    ),
    "S1-5": (
        f"{_RULES}pulse.py::test_four_answers_are_told_to_nobody",
        f"{_JOURNEY}pulse.py::test_a_team_of_four_is_never_asked",
    ),
    "S0-1": (
        f"{_RULES}inventory.py::test_a_key_client_comes_first_when_its_quarter_is_over",
        f"{_JOURNEY}inventory.py::test_without_clients_that_pay_us_nothing_is_offered",
    ),
    "S0-2": (
        f"{_RULES}relations.py::test_a_renewal_is_spoken_of_120_days_before_on_a_working_day",
        "storage/test_expecting.py::test_what_is_noted_already_is_not_asked",
    ),
    "S0-3": (
        f"{_RULES}plan.py::test_a_report_is_due_every_quarter_on_a_working_day",
        f"{_JOURNEY}plans.py::test_a_client_lost_keeps_its_plan_and_nothing_of_it_comes",
    ),
    "S0-4": (
        f"{_RULES}brake.py::test_the_fourth_within_two_days_is_asked_about_once",
        f"{_JOURNEY}brake.py::test_spread_over_a_week_nothing_is_asked",
    ),
    "S0-5": (
        f"{_RULES}shortfall.py::test_a_loss_is_said_a_day_later_and_a_win_after_five_working_days",
        f"{_JOURNEY}below_target.py::test_enough_is_open_and_nothing_is_said",
    ),
    "S0-6": (
        f"{_RULES}protection.py::test_steady_starts_nothing_in_it",
        f"{_JOURNEY}protected_time.py::test_a_holiday_and_a_pause_are_not_asked_about",
    ),
    "S0-7": (
        f"{_RULES}bad_day.py::test_each_day_after_a_loss_has_its_own_word",
        f"{_JOURNEY}bad_day.py::test_that_day_there_is_a_kind_word_and_nothing_else",
    ),
    "S0-8": (
        f"{_RULES}coaster.py::test_the_ride_is_told_by_its_lowest_week_and_its_swing",
        f"{_RULES}coaster.py::test_where_nothing_was_ever_open_there_is_no_ride",
    ),
    "S3-1": (
        f"{_RULES}quiet.py::test_a_client_is_amber_at_its_cadence_and_red_at_one_and_a_half",
        f"{_JOURNEY}clients.py::test_a_friday_on_which_everybody_is_in_touch_is_silent",
    ),
    "S3-2": (
        f"{_RULES}season.py::test_a_season_is_asked_about_amber_when_it_opens_and_red_in_mid_month",
        f"{_RULES}season.py::test_a_client_without_a_season_asks_for_nothing_ever",
    ),
    "S3-3": (
        f"{_RULES}took_over.py::test_of_one_we_lost_only_a_second_try_and_only_when_the_blocker_left",
        f"{_JOURNEY}who_left.py::test_of_a_lost_client_anybody_elses_leaving_says_nothing",
    ),
    "S3-4": (
        f"{_BOOK}::test_revenue_is_assumed_from_the_cadence_on_of_whom_we_serve_and_know_the_worth",
        f"{_BOOK}::test_with_everybody_in_touch_no_revenue_is_assumed",
    ),
    "S4-1": (
        f"{_RULES}stress.py::test_a_loss_is_survived_when_as_much_is_likely_to_be_won_elsewhere",
        f"{_RULES}stress.py::test_without_a_client_of_known_value_there_is_no_worst_case",
    ),
    "S4-2": (
        f"{_RULES}winback.py::test_each_reason_has_its_own_patience",
        f"{_JOURNEY}from_record_to_no.py::test_some_reasons_propose_no_later_try",
    ),
    "S4-3": (
        f"{_RULES}ladder.py::test_a_deal_slips_when_its_close_date_was_moved_later_twice",
        "storage/test_figures.py::test_a_live_date_of_theirs_keeps_a_deal_from_being_stuck",
    ),
}
# Words of the table of tones, and a form's label, which are no numbers.
_NO_NUMBERS = {"TRIGGER", "KINDLY", "WITHDRAW", "WE_DO", "USUAL"}


def test_every_rule_has_its_two_proofs() -> None:
    assert set(PROOFS) == {rule.number for rule in RULES}


@pytest.mark.parametrize("number", PROOFS)
def test_both_are_there_and_the_first_is_a_table(number: str) -> None:
    edges, silence = (_found(proof) for proof in PROOFS[number])
    assert "parametrize" in edges
    assert "assert" in silence


def test_every_number_the_playbook_names_is_in_the_file_it_names() -> None:
    told = (HERE.parent / "docs" / "playbook.md").read_text()
    code = "\n".join(path.read_text() for path in _files())
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})`", told)) - _NO_NUMBERS
    assert len(named) > 40
    assert [name for name in sorted(named) if not re.search(rf"^{name}\b.*=", code, re.M)] == []


def _files() -> list[Path]:
    home = Path(playbook.__path__[0])
    return [*sorted(home.glob("*.py")), *sorted((home.parent / "messages").glob("tone_*.py"))]


def _found(proof: str) -> str:
    """The test as it is written, or nothing."""
    file, _, name = proof.partition("::")
    return _tests(file).get(name, "")


@cache
def _tests(file: str) -> dict[str, str]:
    tree = ast.parse((HERE / file).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {one.name: ast.unparse(one) for one in tree.body if isinstance(one, functions)}
