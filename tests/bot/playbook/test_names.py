"""Which names mean the same client, which might, and which do not?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook import names
from bot.playbook.model import Client, Standing


def called(*known: str) -> list[Client]:
    return [Client(n, name, Standing.PROSPECT) for n, name in enumerate(known, start=1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("Acme", " acme "),
        ("Acme  Corp", "Acme\u00a0Corp"),
        ("Acme", "Ａｃｍｅ"),
        ("Café", "Cafe\u0301"),
        ("Straße", "STRASSE"),
        ("Acme", "Ac\u200bme"),
        ("İstanbul", "i\u0307stanbul"),
        ("ﬁne", "FINE"),
    ],
)
def test_case_width_spacing_and_form_make_no_difference(one, other):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(("one", "other"), [("Acme", "Acmé"), ("Acme", "Acme Corp"), ("A", "B")])
def test_different_names_have_different_keys(one, other):
    assert names.key(one) != names.key(other)


@given(st.text())
def test_the_key_of_a_key_is_itself(text):
    assert names.key(names.key(text)) == names.key(text)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Acmee", "Acme"),
        ("Acme", "Acme Corp"),
        ("Acme Ltd", "Acme"),
        ("Globx", "Globex"),
        ("Intech", "Initech"),
        ("BMW", "BMW AG"),
        ("BMW Munich", "BMW"),
        ("Loreal", "L'Oréal"),
        ("Muller", "Müller"),
        ("Mueller GmbH", "Müller GmbH"),
        ("Moretti", "Moretti's"),
        ("Initech GmbH & Co KG", "Initech"),
        ("moevd Acme", "Acme"),
    ],
)
def test_a_name_that_is_close_is_asked_about(typed, known):
    assert [c.name for c in names.close_matches(typed, called("Wayne Tech", known))] == [known]


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Acme", "Globex"),
        ("Co", "Acme Co"),
        ("Ltd", "Acme Ltd"),
        ("The Group", "Tata Group"),
        ("Deal Ltd", "Acme Ltd"),
        ("A", "A & B"),
        ("Ford Group", "Tata Group"),
        ("🚀", "Acme"),
        ("", "Acme"),
        ("Acme", "ACME"),
    ],
)
def test_a_name_that_is_not_close_or_the_same_is_not_asked_about(typed, known):
    assert names.close_matches(typed, called(known)) == []


def test_the_nearest_come_first_and_three_are_enough():
    known = called("Acme Holding Berlin", "Acmee", "Acme Corp", "Acme Steel", "Acme Glass")

    found = [c.name for c in names.close_matches("Acme", known)]

    assert (found[0], len(found)) == ("Acmee", names.MOST_SUGGESTIONS)


def test_a_line_can_begin_with_each_of_its_first_words():
    assert names.beginnings("Acme, Corp. Friday") == [
        "acme, corp. friday",
        "acme, corp.",
        "acme, corp",
        "acme,",
        "acme",
    ]


@given(st.text(alphabet="aB9 .,:;-", max_size=30))
def test_what_a_plain_line_can_begin_with_are_the_keys_of_its_first_words(text):
    words = text.split()
    starts = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    either = [(s, s[:-1]) if s[-1] in names.MARKS_AFTER else (s,) for s in starts]
    first = either[-names.LONGEST_NAME_WORDS :]
    assert names.beginnings(text) == [names.key(s) for both in first for s in both]


def test_no_name_has_more_than_twelve_words():
    assert len(names.beginnings("a " * 100)) == names.LONGEST_NAME_WORDS
