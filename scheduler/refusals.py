"""What follows from each of Slack's refusals of a message, and who hears of it?"""

from enum import StrEnum


class Then(StrEnum):
    """What becomes of the message, and of its lane."""

    LOOK = "look"  # Slack may have taken it: looked up before it is said again
    WAIT = "wait"  # Slack wants a pause: the lane waits as long as it asks
    HOLD = "hold"  # nothing gets through until somebody mends it: the lane is tried now and then
    TELL = "tell"  # this person cannot be written to: it dies, and their manager or lead is told
    DROP = "drop"  # this message is badly made: it dies, and the next brief lists what it was about
    RETRY = "retry"  # nobody knows this one: a few tries, longer apart each time, then one a day


# Nothing is deleted by any of these: what a dead message was about stays open, and stands in the
# rep's briefs and lists. Who hears of it, beside the log, which hears of all:
#   WAIT, LOOK, RETRY   nobody; it comes later
#   HOLD                whoever runs Steady: /healthz is red and names the reason
#   TELL                the rep's manager, else the sales lead, in a message of their own
#   DROP                the rep, in the next morning's brief
REFUSALS: dict[str, Then] = {
    # Slack's own trouble: "some aspect of the operation" may have succeeded.
    "fatal_error": Then.LOOK,
    "internal_error": Then.LOOK,
    "request_timeout": Then.LOOK,
    "service_unavailable": Then.LOOK,
    "unknown_error": Then.LOOK,
    # Too much at once.
    "ratelimited": Then.WAIT,
    "rate_limited": Then.WAIT,
    "message_limit_exceeded": Then.WAIT,
    # The token: removed, revoked, mistyped, or of a workspace that is gone.
    "account_inactive": Then.HOLD,
    "token_revoked": Then.HOLD,
    "token_expired": Then.HOLD,
    "invalid_auth": Then.HOLD,
    "not_authed": Then.HOLD,
    "not_allowed_token_type": Then.HOLD,
    # What the app may do here: scopes, and what an admin allows.
    "missing_scope": Then.HOLD,
    "no_permission": Then.HOLD,
    "access_denied": Then.HOLD,
    "accesslimited": Then.HOLD,
    "ekm_access_denied": Then.HOLD,
    "org_login_required": Then.HOLD,
    "team_access_not_granted": Then.HOLD,
    "messages_tab_disabled": Then.HOLD,
    # This one person, or their direct messages.
    "channel_not_found": Then.TELL,
    "is_archived": Then.TELL,
    "not_in_channel": Then.TELL,
    "user_not_found": Then.TELL,
    "users_not_found": Then.TELL,
    "user_not_visible": Then.TELL,
    "user_disabled": Then.TELL,
    "cannot_dm_bot": Then.TELL,
    "invalid_user_combination": Then.TELL,
    "restricted_action": Then.TELL,
    "restricted_action_read_only_channel": Then.TELL,
    # The message itself.
    "invalid_blocks": Then.DROP,
    "invalid_blocks_format": Then.DROP,
    "msg_blocks_too_long": Then.DROP,
    "msg_too_long": Then.DROP,
    "no_text": Then.DROP,
    "invalid_metadata_format": Then.DROP,
    "invalid_metadata_schema": Then.DROP,
    "metadata_too_large": Then.DROP,
    "metadata_must_be_sent_from_app": Then.DROP,
    "invalid_arguments": Then.DROP,
    "invalid_arg_name": Then.DROP,
}

NO_CHANNEL = "channel_not_found"  # the direct message is opened anew once, before anybody is told
HOLDS = tuple(code for code, then in REFUSALS.items() if then is Then.HOLD)


def consequence(code: str) -> Then:
    """What follows from Slack's word for its no."""
    return REFUSALS.get(code, Then.RETRY)
