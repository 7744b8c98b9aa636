"""Do forms open, fill, send and close as they do in Slack?"""

import json
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError

from bot.demo.form_state import REQUIRED
from tests.bot.demo.cast import answering, button, form, line, option, plain, select


def opening(view):
    async def answer(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    return answer


async def open_form(slack, user, peer, view):
    peer.answer = opening(view)
    seen = await slack.command(user.id, "/followup")
    peer.answer = answering()
    return seen.view


async def test_a_command_opens_a_form_that_the_person_sees(slack, ana, peer):
    seen_view = await open_form(slack, ana, peer, form(private_metadata="n1"))
    assert seen_view["callback_id"] == "followup"
    assert seen_view["private_metadata"] == "n1"
    assert seen_view["root_view_id"] == seen_view["id"]
    assert slack.view(ana.id) == seen_view


async def test_a_sent_form_carries_its_whole_view_and_what_was_entered(slack, ana, peer):
    fields = [
        line("client"),
        line("words", optional=True, element={"initial_value": "after our board has met"}),
        {
            "type": "input",
            "block_id": "day",
            "label": plain("Day"),
            "element": {"type": "datepicker", "action_id": "date"},
        },
        {
            "type": "input",
            "block_id": "kind",
            "label": plain("Kind"),
            "element": select("kind", "call", "meeting"),
        },
    ]
    await open_form(slack, ana, peer, form(*fields))
    await slack.submit(ana.id, {"client": "Acme", "date": "2026-12-01", "kind": "meeting"})
    body = peer.body
    assert (body["type"], body["response_urls"]) == ("view_submission", [])
    assert body["view"]["state"]["values"] == {
        "client": {"typed": {"type": "plain_text_input", "value": "Acme"}},
        "words": {"typed": {"type": "plain_text_input", "value": "after our board has met"}},
        "day": {"date": {"type": "datepicker", "selected_date": "2026-12-01"}},
        "kind": {
            "kind": {
                "type": "static_select",
                "selected_option": {
                    "text": plain("Meeting") | {"emoji": True},
                    "value": "meeting",
                },
            }
        },
    }


async def test_an_empty_answer_closes_the_form(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert (seen.status, seen.errors, seen.view, seen.error) == (200, {}, None, None)


async def test_an_empty_required_field_never_reaches_steady(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    heard = len(peer.bodies)
    seen = await slack.submit(ana.id)
    assert seen.errors == {"client": REQUIRED}
    assert len(peer.bodies) == heard


@pytest.mark.parametrize(("typed", "refused"), [("ab", True), ("abc", False), ("abcdef", True)])
async def test_the_lengths_of_a_field_hold_before_it_is_sent(slack, ana, peer, typed, refused):
    await open_form(slack, ana, peer, form(line("c", element={"min_length": 3, "max_length": 5})))
    seen = await slack.submit(ana.id, {"c": typed})
    assert bool(seen.errors) is refused


async def test_errors_by_block_keep_the_form_open(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    peer.answer = answering(response_action="errors", errors={"client": "Which Acme?"})
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert seen.errors == {"client": "Which Acme?"}
    assert seen.view["state"]["values"]["client"]["typed"]["value"] == "Acme"


async def test_errors_on_a_block_that_is_no_input_are_trouble(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    peer.answer = answering(response_action="errors", errors={"nowhere": "Which Acme?"})
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert seen.errors == {}
    assert "nowhere" in seen.error


async def test_update_shows_new_content_under_the_same_id(slack, ana, peer):
    view = await open_form(slack, ana, peer, form())
    echo = form(line("again"), title=plain("Saved"))
    peer.answer = answering(response_action="update", view=echo)
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert seen.view["id"] == view["id"]
    assert seen.view["hash"] != view["hash"]
    assert seen.view["title"]["text"] == "Saved"


async def test_push_lays_a_form_on_top_and_closing_it_shows_the_one_below(slack, ana, peer):
    below = await open_form(slack, ana, peer, form())
    peer.answer = answering(response_action="push", view=form(line("more")))
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert seen.view["previous_view_id"] == seen.view["root_view_id"] == below["id"]
    seen = await slack.close_view(ana.id)
    assert seen.view["id"] == below["id"]


async def test_clear_takes_all_forms_away(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    peer.answer = answering(response_action="push", view=form(line("more")))
    await slack.submit(ana.id, {"client": "Acme"})
    peer.answer = answering(response_action="clear")
    seen = await slack.submit(ana.id, {"more": "x"})
    assert seen.view is None


async def test_a_form_whose_answer_fails_stays_open_and_says_so(slack, ana, peer):
    async def fail(ack, body, client):
        raise RuntimeError("out of order")

    view = await open_form(slack, ana, peer, form())
    peer.answer = fail
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert seen.status == 500
    assert seen.error.startswith("We had some trouble")
    assert seen.view["id"] == view["id"]


async def test_an_answer_with_a_form_over_slacks_limits_is_trouble(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    too_long = form(title=plain("x" * 25))
    peer.answer = answering(response_action="update", view=too_long)
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert "view.title.text" in seen.error


@pytest.mark.parametrize("asked", [True, False])
async def test_closing_is_told_only_when_the_form_asked_for_it(slack, ana, peer, asked):
    await open_form(slack, ana, peer, form(notify_on_close=asked))
    heard = len(peer.bodies)
    await slack.close_view(ana.id)
    kinds = [body["type"] for body in peer.bodies[heard:]]
    assert kinds == (["view_closed"] if asked else [])
    assert slack.view(ana.id) is None


async def test_a_trigger_opens_one_form_only(slack, ana, peer, client):
    await open_form(slack, ana, peer, form())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=peer.body["trigger_id"], view=form())


async def test_a_trigger_is_dead_after_three_seconds(slack, ana, peer, client, clock):
    clock.stand_still()
    await slack.command(ana.id, "/followup")
    await slack.command(ana.id, "/followup")
    first, second = [body["trigger_id"] for body in peer.bodies]
    clock.hurry(timedelta(seconds=2.5))
    assert (await client.views_open(trigger_id=first, view=form()))["ok"]
    clock.hurry(timedelta(seconds=1))
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=second, view=form())


async def test_a_button_inside_a_form_can_push_another(slack, ana, peer):
    row = {"type": "actions", "elements": [button("more")]}
    view = await open_form(slack, ana, peer, form(line("client"), row))

    async def push(ack, body, client):
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=form(line("x")))

    peer.answer = push
    seen = await slack.click(ana.id, view, "more")
    assert seen.view["previous_view_id"] == view["id"]
    assert peer.body["view"]["id"] == view["id"]


async def test_a_stack_holds_three_forms(slack, ana, peer, client):
    row = {"type": "actions", "elements": [button("more")]}
    await open_form(slack, ana, peer, form(line("client"), row))
    said = []

    async def push(ack, body, client):
        await ack()
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=form(line("x"), row))
        except SlackApiError as problem:
            said.append(problem.response["error"])

    peer.answer = push
    for _ in range(3):
        await slack.click(ana.id, slack.view(ana.id), "more")
    assert said == ["push_limit_reached"]


async def test_a_push_needs_a_trigger_from_inside_a_form(slack, ana, peer, client):
    await slack.command(ana.id, "/followup")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_push(trigger_id=peer.body["trigger_id"], view=form())


async def test_an_update_keeps_what_was_typed_where_the_field_stays(slack, ana, peer, client):
    view = await open_form(slack, ana, peer, form(line("client"), line("old", optional=True)))
    slack.fill(ana.id, {"client": "Acme", "old": "x"})
    await client.views_update(view_id=view["id"], view=form(line("client"), line("new")))
    values = slack.view(ana.id)["state"]["values"]
    assert values["client"]["typed"]["value"] == "Acme"
    assert values["new"]["typed"]["value"] is None
    assert "old" not in values


async def test_an_update_with_an_old_hash_is_refused(slack, ana, peer, client):
    view = await open_form(slack, ana, peer, form())
    await client.views_update(view_id=view["id"], hash=view["hash"], view=form(line("new")))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form())


async def test_a_field_that_dispatches_sends_what_was_entered_so_far(slack, ana, peer):
    asking = line("client", dispatch_action=True)
    await open_form(slack, ana, peer, form(line("words"), asking))
    slack.fill(ana.id, {"words": "in the spring"})
    await slack.click(ana.id, slack.view(ana.id), "typed", block_id="client", selected="Acme")
    body = peer.body
    assert body["actions"][0]["value"] == "Acme"
    values = body["view"]["state"]["values"]
    assert values["client"]["typed"]["value"] == "Acme"
    assert values["words"]["typed"]["value"] == "in the spring"


async def test_a_field_that_does_not_dispatch_cannot_be_clicked(slack, ana, peer):
    view = await open_form(slack, ana, peer, form())
    with pytest.raises(LookupError, match="dispatch_action"):
        await slack.click(ana.id, view, "typed", selected="Acme")


async def test_a_menu_asks_steady_for_its_options(slack, ana, peer):
    who = {
        "type": "input",
        "block_id": "who",
        "label": plain("Client"),
        "element": {"type": "external_select", "action_id": "client_search"},
    }
    await open_form(slack, ana, peer, form(who))
    peer.answer = answering(options=[option("acme"), option("acorn")])
    found = await slack.options(ana.id, "client_search", "ac")
    body = peer.body
    assert [one["value"] for one in found] == ["acme", "acorn"]
    assert (body["type"], body["value"], body["block_id"]) == ("block_suggestion", "ac", "who")
    peer.answer = answering()
    await slack.submit(ana.id, {"who": found[1]})
    chosen = peer.body["view"]["state"]["values"]["who"]["client_search"]["selected_option"]
    assert chosen == found[1]


async def test_options_over_slacks_limits_are_not_offered(slack, ana, peer):
    menu = {"type": "external_select", "action_id": "client_search"}
    who = {"type": "input", "block_id": "who", "label": plain("Client"), "element": menu}
    await open_form(slack, ana, peer, form(who))
    peer.answer = answering(options=[option("x" * 151)])
    with pytest.raises(LookupError, match="151 characters"):
        await slack.options(ana.id, "client_search", "ac")


async def test_a_form_belongs_to_one_person(slack, ana, peer):
    ben = slack.add_user("Ben Li")
    view = await open_form(slack, ana, peer, form())
    with pytest.raises(LookupError):
        await slack.submit(ben.id, {"client": "Acme"}, view_id=view["id"])
    with pytest.raises(LookupError):
        await slack.click(ben.id, view, "typed")


async def test_an_external_id_names_one_view(slack, ana, peer, client):
    await open_form(slack, ana, peer, form(external_id="one"))
    await client.views_update(external_id="one", view=form(line("new"), external_id="one"))
    assert slack.view(ana.id)["blocks"][0]["block_id"] == "new"
    await slack.command(ana.id, "/followup")
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_publish(
            user_id=ana.id, view={"type": "home", "blocks": [line("x")], "external_id": "one"}
        )


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        ({"type": "multi_users_select"}, ["U0ANA"], {"selected_users": ["U0ANA"]}),
        ({"type": "datetimepicker"}, 1764579600, {"selected_date_time": 1764579600}),
        ({"type": "number_input", "is_decimal_allowed": False}, "7", {"value": "7"}),
        ({"type": "users_select"}, None, {"selected_user": None}),
        (select("x", "a", kind="checkboxes"), [], {"selected_options": []}),
    ],
)
async def test_every_kind_of_field_has_its_own_state(slack, ana, peer, element, value, state):
    element = {**element, "action_id": "x"}
    block = {"type": "input", "block_id": "b", "label": plain("X"), "element": element}
    await open_form(slack, ana, peer, form({**block, "optional": True}))
    await slack.submit(ana.id, {"x": value})
    sent = peer.body["view"]["state"]["values"]["b"]["x"]
    assert sent == {"type": element["type"], **state}


async def test_rich_text_is_sent_as_rich_text(slack, ana, peer):
    element = {"type": "rich_text_input", "action_id": "x"}
    block = {"type": "input", "block_id": "b", "label": plain("X"), "element": element}
    await open_form(slack, ana, peer, form(block))
    await slack.submit(ana.id, {"x": "in the spring"})
    value = peer.body["view"]["state"]["values"]["b"]["x"]["rich_text_value"]
    assert value["elements"][0]["elements"] == [{"type": "text", "text": "in the spring"}]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        (select("x", "a"), "b"),
        (select("x", "a", kind="checkboxes"), "a"),
        ({"type": "datetimepicker", "action_id": "x"}, "tomorrow"),
    ],
)
async def test_a_value_a_field_cannot_hold_is_an_error_in_the_test(
    slack, ana, peer, element, value
):
    block = {"type": "input", "block_id": "b", "label": plain("X"), "element": element}
    await open_form(slack, ana, peer, form(block))
    with pytest.raises(LookupError):
        await slack.submit(ana.id, {"x": value})


async def test_an_unknown_field_is_named_with_those_that_exist(slack, ana, peer):
    await open_form(slack, ana, peer, form())
    with pytest.raises(LookupError, match="client/typed"):
        await slack.submit(ana.id, {"customer": "Acme"})


async def test_cancelling_everything_says_so(slack, ana, peer):
    await open_form(slack, ana, peer, form(notify_on_close=True))
    await slack.close_view(ana.id, cleared=True)
    assert (peer.body["type"], peer.body["is_cleared"]) == ("view_closed", True)


async def test_a_menu_in_a_message_asks_for_its_options_too(slack, ana, peer, client):
    menu = {"type": "external_select", "action_id": "client_search"}
    await client.chat_postMessage(
        channel=ana.id, text="x", blocks=[{"type": "actions", "elements": [menu]}]
    )
    peer.answer = answering(options=[option("acme")])
    (message,) = slack.dm(ana.id).messages
    found = await slack.options(ana.id, "client_search", "ac", message=message)
    assert [one["value"] for one in found] == ["acme"]
    assert peer.body["container"]["message_ts"] == message.ts


@pytest.mark.parametrize("body", [{"response_action": "dance"}, {"response_action": "errors"}])
async def test_an_answer_slack_does_not_know_is_trouble(slack, ana, peer, body):
    await open_form(slack, ana, peer, form())

    async def odd(ack, body_, client):
        response = await ack()
        response.body = json.dumps(body)

    peer.answer = odd
    seen = await slack.submit(ana.id, {"client": "Acme"})
    assert "invalid_response_action" in seen.error
