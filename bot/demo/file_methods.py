"""What do files.* answer, and who takes the bytes?"""

from typing import Any

from bot.demo import params as p
from bot.demo.blocks import Json
from bot.demo.conversation_methods import seen_by_app
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage
from bot.demo.workspace import File, made_up_id


class FileMethods:
    """The three steps of an upload; `address` says where the bytes go."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.address = ""

    def get_upload_url(self, stage: Stage, params: Json) -> Json:
        """files.getUploadURLExternal: an address for so many bytes."""
        name = p.required(params, "filename")
        length = p.whole(params, "length", 0)
        if length < 1:
            raise RefusalError("invalid_arguments", ["[ERROR] length must be above 0"])
        files = stage.workspace.files
        file = File(made_up_id("F", f"{len(files)} {name}"), name, length)
        files[file.id] = file
        return {"upload_url": f"{self.address}{file.id}", "file_id": file.id}

    def complete(self, stage: Stage, params: Json) -> Json:
        """files.completeUploadExternal: the file stands in a conversation, once."""
        given: Any = p.structure(params, "files", "invalid_arguments")
        if not isinstance(given, list) or not given:
            raise RefusalError("invalid_arguments", ["[ERROR] missing required field: files"])
        files = [self._uploaded(one) for one in given]
        channel_id = p.text(params, "channel_id")
        if channel_id is not None:
            self._share(channel_id, files, p.text(params, "initial_comment") or "")
        return {"files": [{"id": file.id, "title": file.title or file.name} for file in files]}

    def receive(self, file_id: str, content: bytes) -> bool:
        """The bytes themselves; False when nobody asked for this address, or for fewer."""
        file = self._stage.workspace.files.get(file_id)
        if file is None or len(content) != file.length:
            return False
        file.content = content
        return True

    def _uploaded(self, given: Any) -> File:
        file = self._stage.workspace.files.get(str(given.get("id")))
        if file is None or file.content is None or file.is_shared:
            raise RefusalError("file_not_found")
        file.title = str(given.get("title") or "")
        return file

    def _share(self, channel_id: str, files: list[File], comment: str) -> None:
        workspace = self._stage.workspace
        channel = seen_by_app(workspace, channel_id)
        if workspace.app.bot_user_id not in channel.members:
            raise RefusalError("not_in_channel")
        if channel.is_archived:
            raise RefusalError("is_archived")
        for file in files:
            file.is_shared = True
        workspace.post(channel, workspace.app.bot_user_id, comment, files=files)
