"""Commands without an answer yet, in the order in which they were made."""

import asyncio

from utelys_protocol.frames import Command


class Outbox:
    """Remembers what was said, and who waits for the answer."""

    def __init__(self, commands: list[Command]) -> None:
        self._commands = {command.id: command for command in commands}
        self._waiting: dict[str, asyncio.Future[dict[str, object]]] = {}

    def __len__(self) -> int:
        return len(self._commands)

    def unanswered(self) -> list[Command]:
        """All of them, oldest first: what has to be sent again after a loss."""
        return list(self._commands.values())

    def holds(self, id_: str) -> bool:
        """Whether a command of this id has no answer yet."""
        return id_ in self._commands

    def add(self, command: Command) -> None:
        """Remember a command until it is answered."""
        self._commands[command.id] = command

    async def wait(self, id_: str) -> dict[str, object]:
        """Wait for the answer; several may wait for one.

        Raises:
            Refused: the answer is no.
            Ended: there will be no answer here.
        """
        future = self._waiting.get(id_)
        if future is None or future.cancelled():
            future = self._waiting[id_] = asyncio.get_running_loop().create_future()
        return await future

    def take(self, id_: str) -> tuple[Command, "asyncio.Future[dict[str, object]] | None"] | None:
        """Remove an answered command; return it, and who waits for it, if somebody still does.

        None means that it was answered before.
        """
        command = self._commands.pop(id_, None)
        if command is None:
            return None
        future = self._waiting.pop(id_, None)
        return command, None if future is None or future.done() else future

    def end(self, error: Exception) -> None:
        """Nobody need wait any longer."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(error)
        self._waiting.clear()
