"""May the digest stand in a channel?"""

from typing import Any

import pytest

from bot.playbook.channel import Unfit, is_guest, unfit


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ({"is_member": True}, None),
        ({"is_member": True, "is_org_shared": True}, None),
        ({}, Unfit.NOT_IN),
        ({"is_member": True, "is_archived": True}, Unfit.ARCHIVED),
        ({"is_member": True, "is_ext_shared": True}, Unfit.SHARED),
        ({"is_member": True, "is_pending_ext_shared": True}, Unfit.SHARED),
        ({"is_archived": True, "is_ext_shared": True}, Unfit.SHARED),
        ({"is_im": True}, Unfit.CLOSED),
        ({"is_mpim": True, "is_member": True}, Unfit.CLOSED),
    ],
)
def test_the_digest_stands_only_where_the_team_alone_reads(
    channel: dict[str, Any], why: Unfit | None
) -> None:
    assert unfit(channel) is why


@pytest.mark.parametrize(
    ("profile", "guest"),
    [
        ({}, False),
        ({"is_restricted": True}, True),
        ({"is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"is_restricted": False}, False),
    ],
)
def test_a_guest_is_no_full_member(profile: dict[str, Any], guest: bool) -> None:
    assert is_guest(profile) is guest
