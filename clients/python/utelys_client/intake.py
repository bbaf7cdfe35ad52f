"""What each frame from the server does to this device: to its mirror, its store and its events.

The order is the same throughout: change the mirror, keep the change, then let the application hear.
"""

from utelys_client.clock import ServerTime
from utelys_client.errors import Refused, StoreError, UtelysError
from utelys_client.events import Answered, CaughtUp, Connected, Happened, Left, Replaced, Signalled
from utelys_client.mirror import Mirror
from utelys_client.outbox import Outbox
from utelys_client.queue import Events
from utelys_client.store import Change, Store
from utelys_client.store.base import KeptEvent
from utelys_protocol.frames import DownFrame, Entries, Entry, Reset, Result, SignalDown, Welcome


class Intake:
    """Takes in frames, one after another."""

    def __init__(self, store: Store, time: ServerTime) -> None:
        held = store.load()
        self._store = store
        self._time = time
        self._device = held.device
        self._behind: dict[str, int] = {}
        self.settled = False
        self.epoch = held.epoch
        self.member: str | None = None
        self.mirror = Mirror(held.streams)
        self.outbox = Outbox(held.outbox)
        self.events = Events(store, held.events)

    def welcome(self, frame: Welcome) -> None:
        """The server knows us: let go of what we may not read any more.

        Raises:
            StoreError: what is kept here belongs to another device.
        """
        if self._device not in {None, frame.device}:
            raise StoreError("What is kept here belongs to another device. Use another place.")
        heads = {stream.id: stream.head for stream in frame.streams}
        # Cursors from another life of the database mean nothing: a reset follows for every stream.
        same_life = self.epoch in {None, frame.epoch}
        gone = self.mirror.keep_only(heads if same_life else ())
        self._device, self.epoch, self.member = frame.device, frame.epoch, frame.member
        change = Change(device=frame.device, epoch=frame.epoch, drop=gone)
        self._keep(change, [Left(stream=name) for name in gone if name not in heads])
        cursors = self.mirror.cursors()
        self._behind = {name: head for name, head in heads.items() if cursors.get(name) != head}
        self.settled = False
        self.events.put(Connected(member=frame.member, device=frame.device))
        self._settle()

    def receive(self, frame: DownFrame) -> None:
        """Take in a frame that came after the welcome.

        Raises:
            Gap: an entry does not follow what is here.
        """
        match frame:
            case Entries():
                self._entries(frame)
            case Reset():
                self._reset(frame)
            case Result():
                self._result(frame)
            case SignalDown():
                self.events.put(Signalled(stream=frame.stream, kind=frame.kind, by=frame.by))
            case _:
                pass

    def _entries(self, frame: Entries) -> None:
        new = self.mirror.entries(frame)
        if not new:
            return
        self._time.at_least(new[-1].at)
        events: list[KeptEvent] = [Happened(stream=frame.stream, entry=entry) for entry in new]
        change = Change()
        if any(self._is_my_leaving(entry) for entry in new):
            self.mirror.forget(frame.stream)
            change.drop = [frame.stream]
            events.append(Left(stream=frame.stream))
        else:
            change.put = {frame.stream: self.mirror.streams[frame.stream]}
        self._keep(change, events)
        self._reached(frame.stream, new[-1].seq)

    def _is_my_leaving(self, entry: Entry) -> bool:
        """Whether nothing more of this stream comes: the member is in the room or house no more."""
        if entry.kind == "member.paused":
            return bool(entry.body["pause"]["id"] == self.member)
        return entry.kind in ("room.left", "member.left") and entry.body["member"] == self.member

    def _reset(self, frame: Reset) -> None:
        self.mirror.reset(frame)
        change = Change(put={frame.stream: self.mirror.streams[frame.stream]})
        self._keep(change, [Replaced(stream=frame.stream, seq=frame.seq)])
        self._reached(frame.stream, frame.seq)

    def reread(self, stream: str, entry: Entry) -> None:
        """Take in a message that was read again."""
        if self.mirror.reread(stream, entry):
            state = self.mirror.streams[stream]
            self._keep(Change(put={stream: state}), [Replaced(stream=stream, seq=state.seq)])

    def _result(self, frame: Result) -> None:
        taken = self.outbox.take(frame.id)
        if taken is None:
            return
        command, waiting = taken
        change = Change(answered=frame.id)
        if waiting is None:
            answer = Answered(id=frame.id, name=command.name, ok=frame.ok, error=frame.error)
            self._keep(change, [answer])
            return
        self._keep(change, [])
        if frame.error is not None:
            waiting.set_exception(Refused(frame.error))
        elif frame.ok is not None:
            waiting.set_result(frame.ok)
        else:
            waiting.set_exception(UtelysError("The server answered with neither yes nor no."))

    def _keep(self, change: Change, events: list[KeptEvent]) -> None:
        change.events = self.events.number(events)
        self._store.write(change)
        self.events.put_kept(change.events)

    def _reached(self, stream: str, seq: int) -> None:
        if self._behind.get(stream, seq + 1) <= seq:
            del self._behind[stream]
        self._settle()

    def _settle(self) -> None:
        if not self._behind and not self.settled:
            self.settled = True
            self.events.put(CaughtUp())
