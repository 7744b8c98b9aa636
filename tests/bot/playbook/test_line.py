"""Is a typed line read as the rep meant it, and never with something lost?"""

import time
import unicodedata
from collections import defaultdict
from datetime import date, datetime
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook import names
from bot.playbook.intent import Verb
from bot.playbook.line import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Line,
    cleaned,
    is_name,
    looks_like_a_name,
    name_keys,
    read_line,
)
from bot.playbook.model import Client, SetBy, Standing
from bot.playbook.when import find_whens

MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"))
TUESDAY = date(2026, 3, 3)
FRIDAY = date(2026, 3, 6)


def read(text: str, *clients: str) -> Line:
    """What the line says to a team that knows these clients, found as storage finds them."""
    known: dict[str, list[Client]] = defaultdict(list)
    keys = name_keys(text)
    for number, name in enumerate(clients, start=1):
        if names.key(name) in keys:
            known[names.key(name)].append(Client(number, name, Standing.PROSPECT))
    return read_line(text, known, lambda part: find_whens(part, now=MONDAY, locale="en-GB"))


@pytest.mark.parametrize(
    "quoted",
    [
        '"after our board has met"',
        "“after our board has met”",
        "”after our board has met”",
        "„after our board has met“",
        "„after our board has met”",
        "«after our board has met»",
        "»after our board has met«",
        "‹after our board has met›",
        "'after our board has met'",
        "‘after our board has met’",
        "‚after our board has met‘",
        '" after our board has met "',
    ],
)
def test_quotes_of_every_shape_hold_the_clients_words(quoted):
    intent = read(f"Acme Friday {quoted} send the quote").intent

    assert intent.words == "after our board has met"
    assert (intent.client_name, intent.due_on, intent.note) == ("Acme", FRIDAY, "send the quote")
    assert intent.set_by is SetBy.CLIENT


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Moretti's Friday", "Moretti's", None),
        ("Moretti’s Friday", "Moretti’s", None),
        ("l'Oréal Friday", "l'Oréal", None),
        ("L’Oréal Friday", "L’Oréal", None),
        ("O'Neill & Sons' Friday", "O'Neill & Sons'", None),
        ("Moretti's Friday 'it's not our year'", "Moretti's", "it's not our year"),
        ("Moretti’s Friday ‘it’s not our year’", "Moretti’s", "it’s not our year"),
        ("Moretti's Friday \"the owners' day\"", "Moretti's", "the owners' day"),
    ],
)
def test_an_apostrophe_is_not_a_quotation_mark(text, name, words):
    intent = read(text).intent

    assert (intent.client_name, intent.words, intent.due_on) == (name, words, FRIDAY)


def test_five_feet_eleven_inches_opens_no_quotation():
    assert read('Acme Friday the 11" pipes').intent.note == 'the 11" pipes'


def test_a_quotation_that_is_never_closed_reaches_to_the_end():
    assert read('Acme Friday "after our board has met').intent.words == "after our board has met"


def test_an_apostrophe_that_is_never_closed_quotes_nothing():
    intent = read("Acme Friday call 'em back").intent

    assert (intent.words, intent.note) == (None, "call 'em back")


def test_several_quotations_stay_apart():
    intent = read('Acme Friday "after our board" and “before Easter”').intent

    assert (intent.words, intent.note) == ("after our board … before Easter", "and")


def test_empty_quotes_are_no_words():
    intent = read('Acme Friday ""').intent

    assert (intent.words, intent.set_by) == (None, None)


def test_quotes_alone_are_no_client():
    line = read('"after our board has met"')

    assert (line.problem.code, line.intent.words) == ("no_client", "after our board has met")


@pytest.mark.parametrize(
    "name", ["Done Deal Ltd", "Next Level", "Club Friday", "May & Co", "List", "Friday", "1 March"]
)
def test_a_quoted_name_that_begins_the_text_is_taken_to_the_letter(name):
    intent = read(f'"{name}" tomorrow "after our board"').intent

    assert (intent.verb, intent.client_name, intent.due_on) == (Verb.RECORD, name, TUESDAY)
    assert intent.words == "after our board"


@pytest.mark.parametrize("verb", ["moved", "snooze", "theirs"])
def test_a_quoted_name_after_a_subcommand_is_a_name_too(verb):
    intent = read(f'{verb} "Next Level" Friday “after our board”', "Next Level").intent

    assert (intent.verb, intent.client_id, intent.words) == (Verb(verb), 1, "after our board")


@pytest.mark.parametrize("verb", ["done", "no"])
def test_a_quoted_name_after_done_or_no_is_a_name_too(verb):
    intent = read(f'{verb} "Next Level"', "Next Level").intent

    assert (intent.verb, intent.client_id, intent.words) == (Verb(verb), 1, None)


@pytest.mark.parametrize("before", ["", "moved "])
def test_a_quotation_before_a_known_client_is_its_words(before):
    intent = read(f'{before}"after our board" Acme Friday', "Acme").intent

    assert (intent.client_id, intent.words, intent.due_on) == (1, "after our board", FRIDAY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Next Level Friday", "Next Level"),
        ("May & Co Friday", "May & Co"),
        ("Friday's Friday", "Friday's"),
        ("Friday's tomorrow", "Friday's"),
        ("🚀🚀 tomorrow", "🚀🚀"),
        ("👩‍🚀 tomorrow", "👩‍🚀"),
        ("שלום בע״מ tomorrow", "שלום בע״מ"),
        ("شركة النور tomorrow", "شركة النور"),
        ("株式会社 tomorrow", "株式会社"),
        ("3M tomorrow", "3M"),
        ("Acme, tomorrow", "Acme"),
        ("Acme on Friday", "Acme"),
        ("Acme - by Friday", "Acme"),
        ("Acme: on Friday", "Acme"),
        ("Acme auf Freitag", "Acme"),
        ("Piano to Friday", "Piano"),
        ("Logon Friday", "Logon"),
    ],
)
def test_a_new_name_is_everything_up_to_the_date_but_for_the_glue(text, name):
    line = read(text)

    assert (line.problem, line.intent.client_name) == (None, name)


@pytest.mark.parametrize(
    ("text", "client"),
    [
        ("Next Level tomorrow", "Next Level"),
        ("May & Co tomorrow", "May & Co"),
        ("Done Deal Ltd tomorrow", "Done Deal Ltd"),
        ("List tomorrow", "List"),
        ("Undo tomorrow", "Undo"),
        ("Friday's tomorrow", "Friday's"),
        ("Friday tomorrow", "Friday"),
        ("Acme, tomorrow", "Acme"),
        ("Acme: tomorrow", "Acme"),
        ("ACME  tomorrow", "Acme"),
        ("Ａｃｍｅ tomorrow", "Acme"),
        ("Acme Inc. tomorrow", "Acme Inc."),
    ],
)
def test_a_known_clients_full_name_wins_over_dates_and_subcommands(text, client):
    intent = read(text, client).intent

    assert (intent.verb, intent.client_id, intent.due_on) == (Verb.RECORD, 1, TUESDAY)


@pytest.mark.parametrize("verb", ["done", "no"])
def test_a_subcommand_wins_over_a_client_nobody_knows(verb):
    intent = read(f"{verb} Deal Ltd").intent

    assert (intent.verb, intent.client_name) == (Verb(verb), "Deal Ltd")


@pytest.mark.parametrize(
    ("text", "client_id"),
    [("Acme Corp Friday", 2), ("Acme Friday", 1), ("Acme corporation Friday", 1)],
)
def test_the_longest_known_name_wins(text, client_id):
    assert read(text, "Acme", "Acme Corp").intent.client_id == client_id


def test_of_two_clients_with_one_name_none_is_taken():
    intent = read("Acme Friday", "Acme", "ACME").intent

    assert (intent.client_name, intent.client_id) == ("Acme", None)


def test_words_between_a_known_client_and_the_date_are_the_note():
    intent = read("Acme call the plant on Friday, about the quote", "Acme").intent

    assert (intent.client_id, intent.due_on) == (1, FRIDAY)
    assert intent.note == "call the plant about the quote"


def test_the_first_date_is_the_date_and_another_is_part_of_the_note():
    intent = read("Acme Friday, then mail them Monday", "Acme").intent

    assert (intent.due_on, intent.note) == (FRIDAY, "then mail them Monday")


@pytest.mark.parametrize(
    "note",
    [
        "send the 2 boxes",
        "send the Q1 report",
        "call about invoice 4711",
        "4711 invoice",
        "200 boxes",
        "2x boxes",
        "$20 off",
        "call in London",
        "not Monday",
        "as discussed yesterday",
        "(ask for Kim)",
    ],
)
@pytest.mark.parametrize("when", ["Friday", "Friday 3pm"])
def test_an_ordinary_note_behind_a_date_raises_no_question(when, note):
    line = read(f"Acme {when} {note}", "Acme")

    assert (line.problem, line.intent.due_on, line.intent.note) == (None, FRIDAY, note)


def test_of_two_dates_in_a_line_the_first_is_the_first_to_choose():
    line = read("Acme Friday call about the March 9 invoice", "Acme")

    assert (line.problem, line.intent.due_on) == (None, None)
    assert [choice.due_on for choice in line.intent.asks] == [FRIDAY, date(2026, 3, 9)]


def test_a_clock_behind_a_time_offers_their_hour_and_ours():
    asks = read("Acme Friday 3pm (London time)", "Acme").intent.asks

    assert [choice.due_time for choice in asks] == [clock(16), clock(15)]


@pytest.mark.parametrize(
    ("text", "unread"),
    [("Acme Friday 13", "13"), ("Acme Friday 3pm, 4pm", "4pm"), ("Acme Ash Wednesday", "Ash")],
)
def test_half_a_date_is_refused_and_the_other_half_offered(text, unread):
    line = read(text)

    assert (line.problem.code, line.problem.facts["unread"]) == ("not_a_date", unread)
    assert line.problem.facts["nearest"] is not None
    assert (line.intent.client_name, line.intent.due_on) == ("Acme", None)


@pytest.mark.parametrize(
    ("text", "verb", "due_on", "words"),
    [
        ("moved Friday", Verb.MOVED, FRIDAY, None),
        ('moved Friday "after our board"', Verb.MOVED, FRIDAY, "after our board"),
        ("moved to Friday", Verb.MOVED, FRIDAY, None),
        ("snooze tomorrow", Verb.SNOOZE, TUESDAY, None),
        ("snooze until tomorrow", Verb.SNOOZE, TUESDAY, None),
    ],
)
def test_moved_and_snooze_need_no_client(text, verb, due_on, words):
    line = read(text)

    assert (line.problem, line.intent.verb, line.intent.client_name) == (None, verb, "")
    assert (line.intent.due_on, line.intent.words) == (due_on, words)


def test_snooze_takes_hours():
    intent = read("snooze Acme in 2 hours", "Acme").intent

    assert (intent.client_id, intent.due_on, intent.due_time) == (1, date(2026, 3, 2), clock(12))


@pytest.mark.parametrize("text", ["moved", "snooze", "moved Acme", "snooze Acme"])
def test_moved_and_snooze_without_a_date_ask_for_one(text):
    assert read(text, "Acme").problem.code == "no_date"


def test_what_the_client_owes_us_is_read_like_a_follow_up():
    intent = read("theirs Acme Friday the signed contract").intent

    assert (intent.verb, intent.due_on, intent.note) == (Verb.THEIRS, FRIDAY, "the signed contract")


def test_what_follows_the_client_of_a_no_is_the_reason():
    intent = read("no Acme: too expensive", "Acme").intent

    assert (intent.client_id, intent.note) == (1, "too expensive")


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("list", Verb.LIST, ""),
        ("LIST week", Verb.LIST, "week"),
        ('list "Next Level"', Verb.LIST, "Next Level"),
        ("undo", Verb.UNDO, ""),
        ("help", Verb.HELP, ""),
        ("help me", Verb.HELP, "me"),
    ],
)
def test_list_undo_and_help_take_the_rest_as_it_is(text, verb, rest):
    line = read(text)

    assert (line.intent.verb, line.rest, line.problem) == (verb, rest, None)


@pytest.mark.parametrize(
    ("text", "nearest"), [("dnoe Acme", "done"), ("lsit", "list"), ("moevd Acme", "moved")]
)
def test_a_mistyped_subcommand_gets_the_nearest(text, nearest):
    problem = read(text).problem

    assert (problem.code, problem.facts) == ("unknown_subcommand", {"nearest": nearest})


def test_a_mistyped_subcommand_with_a_known_client_is_that_client():
    assert read("dnoe Acme", "dnoe").problem.code == "no_date"


def test_a_quoted_name_is_never_a_mistyped_subcommand():
    assert read('"Lists" soonish').problem.code == "no_date"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Acme", "no_date"),
        ("Acme send the quote", "no_date"),
        ("", "no_client"),
        (" ", "no_client"),
    ],
)
def test_without_a_date_steady_asks(text, code):
    assert read(text).problem.code == code


def test_a_known_client_without_a_date_keeps_the_note():
    line = read("Acme send the quote", "Acme")

    assert (line.problem.code, line.intent.note) == ("no_date", "send the quote")


def test_a_date_without_a_client_asks_for_the_client():
    assert read("tomorrow").problem.code == "no_client"


def test_capitals_after_a_known_name_may_be_the_rest_of_a_longer_one():
    nord = read("Acme Nord Friday", "Acme").intent
    assert (nord.client_name, nord.client_id) == ("Acme Nord", None)


def test_other_words_after_a_known_name_are_the_note():
    note = read("Acme send quote Friday", "Acme").intent
    assert (note.client_name, note.note) == ("Acme", "send quote")


def test_a_vague_date_is_never_the_clients_and_its_words_are_kept():
    intent = read("Acme in the spring send the quote", "Acme").intent

    assert (intent.due_on, intent.is_vague, len(intent.asks)) == (None, True, 3)
    assert (intent.set_by, intent.words, intent.note) == (
        SetBy.REP,
        "in the spring",
        "send the quote",
    )


def test_a_vague_date_beside_quoted_words_keeps_the_quoted_ones():
    intent = read('Acme in the spring "once the plant is open"', "Acme").intent

    assert (intent.set_by, intent.words) == (SetBy.REP, "once the plant is open")


def test_a_date_in_the_past_is_a_problem_that_keeps_the_rest():
    line = read('Acme yesterday "we meet on Tuesdays"', "Acme")

    assert (line.problem.code, line.intent.words) == ("date_in_past", "we meet on Tuesdays")


def test_ten_thousand_characters_are_refused_and_their_number_is_told():
    problem = read("Acme Friday " + "x" * 9_988).problem

    assert problem.code == "too_long"
    assert problem.facts == {"what": "line", "length": 10_000, "limit": LONGEST_LINE}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"{'x' * 81} Friday", "name"),
        (f"Acme Friday {'x' * (LONGEST_TEXT + 1)}", "note"),
        (f'Acme Friday "{"x" * (LONGEST_TEXT + 1)}"', "words"),
    ],
)
def test_what_would_have_to_be_cut_is_refused(text, what):
    problem = read(text).problem

    assert (problem.code, problem.facts["what"]) == ("too_long", what)


@pytest.mark.parametrize(
    "text",
    [f"{'x' * 80} Friday", f"Acme Friday {'x' * LONGEST_TEXT}", f'A Friday "{"x" * LONGEST_TEXT}"'],
)
def test_what_just_fits_is_taken(text):
    assert read(text).problem is None


@pytest.mark.parametrize("text", ["… Friday", "&&& Friday", "\u0301 Friday"])
def test_marks_alone_are_no_name(text):
    assert read(text).problem.code == "not_a_name"


@pytest.mark.parametrize(
    "text",
    [
        "Ac\x00me Friday",
        "\x1b[31mAcme Friday".replace("[31m", ""),
        "\u202eAcme Friday",
        "\u2066Acme\u2069 Friday",
        "Ac\u200bme Friday",
        "\ufeffAcme Friday",
        "Ac\u00adme Friday",
        "\u2060Acme Friday",
        "\ud800Acme Friday",
        "\ue000Acme Friday",
        "Acme\tFriday",
        "Acme\u00a0Friday",
        "Acme\r\nFriday",
    ],
)
def test_what_nobody_can_see_makes_no_new_client(text):
    intent = read(text, "Acme").intent

    assert (intent.client_id, intent.due_on) == (1, FRIDAY)


def test_an_override_cannot_turn_the_clients_words_around():
    assert read("Acme Friday “yes\u202eon”").intent.words == "yeson"


@pytest.mark.parametrize("typed", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("stored", ["NFC", "NFD"])
def test_a_name_is_known_in_every_normal_form(typed, stored):
    text = unicodedata.normalize(typed, "Café Müller tomorrow")

    assert read(text, unicodedata.normalize(stored, "Café Müller")).intent.client_id == 1


def test_joined_emoji_stay_joined():
    assert cleaned("👩‍🚀 e\u200d") == "👩‍🚀 e\u200d"


@pytest.mark.parametrize(("text", "so"), [("Acme", True), ("7", True), ("🚀", True), ("…", False)])
def test_a_name_has_a_letter_a_digit_or_a_symbol(text, so):
    assert is_name(text) is so


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("Bank of the West", True),
        ("Müller und Söhne", True),
        ("acme", True),
        ("Ship a@x.example", True),
        ("Acme Steel corporation", True),
        ("Acme call", False),
        ("Acme beware the buyer drinks", False),
        ("One Two Three Four Five", False),
    ],
)
def test_a_remark_does_not_look_like_a_name(text, so):
    assert looks_like_a_name(text) is so


@pytest.mark.parametrize(
    "text",
    [
        "Acme " + "-" * 3_000 + "x Friday",
        "on at by " * 400 + "x Friday",
        "Acme" + " 'a" * 1_300,
        "Acme" + ' "a' * 1_300,
        "12/11 " * 600,
    ],
)
def test_no_line_keeps_the_others_waiting(text):
    start = time.process_time()  # what others do on this machine does not count

    read(text)

    assert time.process_time() - start < 1  # seconds; these took up to for ever


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text):
    line = read(text, "Acme")

    assert line.intent.verb in Verb
    assert read_line(text, {}, lambda part: ()).intent.verb in Verb


@given(st.text(alphabet="Acme Friday\"'“”«» moved", max_size=60))
def test_every_letter_typed_is_kept_somewhere(text):
    line = read(text)
    intent = line.intent
    if intent.verb is not Verb.RECORD or intent.due_on:
        return
    kept = f"{intent.client_name} {intent.note} {intent.words} {line.rest}"

    assert not {c for c in text if c.isalpha()} - set(kept)


@pytest.mark.parametrize("typed", ["Acme : Friday call", "Acme, Friday call", "acme Friday call"])
def test_a_mark_between_a_known_name_and_its_date_is_none_of_either(typed):
    found = read(typed, "Acme", "Acme Friday Traders")
    assert (found.intent.client_id, found.intent.due_on) == (1, FRIDAY)
