"""What happens to a request that takes longer than Slack waits?"""

from tests.world import World


async def test_a_command_answered_late_is_still_handled_once(steady_world: World) -> None:
    """In Bolt's usual mode a late answer falls through to the next listener that matches."""
    slack = steady_world.slack
    slack.ack_within = 10
    slack.faults.add("views.open", "slow", seconds=3.2)

    seen = await steady_world.followup("")

    assert seen.status == 200
    assert len([call for call in slack.calls if call.method == "views.open"]) == 1
