"""How does a file reach a rep?"""

import logging

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.messages import digest_notes
from bot.messages.blocks import Message
from bot.slack import TROUBLE, refusal
from handlers.act import Act, File

log = logging.getLogger(__name__)

_NOT_ALLOWED = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


async def send(act: Act, file: File) -> None:
    """Into the rep's direct messages, wherever it was asked for: it is for their eyes alone."""
    try:
        await _upload(act, file)
    except SlackApiError as error:
        log.warning("file_refused", extra={"error": refusal(error)})
        await _say(act, digest_notes.no_file(refusal(error) in _NOT_ALLOWED))
    except TROUBLE as error:
        log.warning("file_not_sent", extra={"kind": type(error).__name__})
        await _say(act, digest_notes.no_file(is_refused=False))


async def _upload(act: Act, file: File) -> None:
    """An address, the bytes to it, and where the file is to stand: three calls, as Slack wants."""
    slack = act.slack.write
    place = await slack.files_getUploadURLExternal(filename=file.name, length=len(file.content))
    assert slack.session is not None
    async with slack.session.post(str(place["upload_url"]), data=file.content) as answer:
        if answer.status != 200:
            raise aiohttp.ClientError(f"the upload was answered with {answer.status}")
    await slack.files_completeUploadExternal(
        files=[{"id": str(place["file_id"]), "title": file.name}],
        channel_id=await _direct_messages(act),
    )


async def _direct_messages(act: Act) -> str:
    if act.rep.dm_channel_id is not None:
        return act.rep.dm_channel_id
    answer = await act.slack.read.conversations_open(users=act.rep.slack_user_id)
    return str(answer["channel"]["id"])


async def _say(act: Act, said: Message) -> None:
    try:
        await act.slack.write.chat_postMessage(
            channel=act.rep.slack_user_id,
            text=said.text,
            blocks=list(said.blocks),
            parse="none",
            mrkdwn=False,
        )
    except TROUBLE as error:
        log.warning("answer_not_shown", extra={"kind": type(error).__name__})
