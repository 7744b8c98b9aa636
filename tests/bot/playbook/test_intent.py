"""Does a draft give back exactly what a rep asked for?"""

import json
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.intent import Intent, Verb, from_json
from bot.playbook.model import SetBy
from bot.playbook.when import Moment

texts = st.text(max_size=20)
ids = st.integers(min_value=0, max_value=2**63 - 1)
moments = st.builds(Moment, st.dates(), st.none() | st.times())
intents = st.builds(
    Intent,
    verb=st.sampled_from(Verb),
    client_name=texts,
    client_id=st.none() | ids,
    is_new_client=st.booleans(),
    commitment_id=st.none() | ids,
    due_on=st.none() | st.dates(),
    due_time=st.none() | st.times(),
    asks=st.lists(moments, max_size=3).map(tuple),
    is_computed=st.booleans(),
    is_latest=st.booleans(),
    is_vague=st.booleans(),
    set_by=st.none() | st.sampled_from(SetBy),
    words=st.none() | texts,
    note=st.none() | texts,
    scope=st.sampled_from([None, "this", "everything"]),
)


@given(intents)
def test_an_intent_survives_being_kept(intent):
    assert from_json(json.loads(json.dumps(intent.as_json()))) == intent


def test_only_what_is_set_is_kept():
    intent = Intent(Verb.SNOOZE, due_on=date(2026, 3, 12), due_time=time(15))

    assert intent.as_json() == {"verb": "snooze", "due_on": "2026-03-12", "due_time": "15:00:00"}


def test_a_draft_of_an_older_steady_is_still_read():
    assert from_json({"verb": "done", "is_repeat_meant": True}) == Intent(Verb.DONE)
