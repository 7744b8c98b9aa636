"""Does the manifest for HTTP name only an address that Slack can reach?"""

import argparse
import io

import pytest
import yaml

from bot.cli import manifest


def run(url: str) -> tuple[int, str]:
    out = io.StringIO()
    return manifest.run(argparse.Namespace(url=url), out), out.getvalue()


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
