"""Does the manifest for HTTP name only an address that Slack can reach?"""

import argparse
import io

import pytest
import yaml

from bot.cli import manifest


def run(url: str | None, shared_channels: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    args = argparse.Namespace(url=url, shared_channels=shared_channels)
    return manifest.run(args, out), out.getvalue()


@pytest.mark.parametrize(
    "url",
    [
        "http://ex.example",
        "https://",
        "https://a b",
        "https://ex.example?x=1",
        "https://ex.example#f",
        "https://[::1",
        "https://ex.example:abc",
        "https://ex.example\nfoo: bar",
        "https://me@ex.example",
    ],
)
def test_an_address_slack_cannot_reach_is_refused(url, capsys):
    assert run(url) == (2, "")
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "url", ["https://ex.example", "HTTPS://ex.example/", "https://ex.example/slack/events"]
)
def test_every_request_goes_to_the_address(url):
    code, printed = run(url)

    settings = yaml.safe_load(printed)["settings"]
    assert (code, settings["socket_mode_enabled"]) == (0, False)
    assert settings["interactivity"]["request_url"] == "https://ex.example/slack/events"


@pytest.mark.parametrize("url", [None, "https://ex.example"])
def test_clients_channels_are_listened_to_only_where_it_is_asked_for(url):
    plain = yaml.safe_load(run(url)[1])
    shared = yaml.safe_load(run(url, shared_channels=True)[1])

    optional = ["channels:history", "channels:read", "groups:history", "groups:read"]
    assert shared["oauth_config"]["scopes"].pop("bot_optional") == optional
    events = shared["settings"]["event_subscriptions"]["bot_events"]
    assert events[-2:] == ["message.channels", "message.groups"]
    del events[-2:]
    assert shared == plain
