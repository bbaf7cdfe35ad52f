"""The type of each command's result, for type checkers.

One overload for each command of the wire that needs a session; a test holds the list against
`SHAPES`.
"""

from typing import overload

from utelys_protocol.base import Said, Told
from utelys_protocol.blocks import MemberUnblocked
from utelys_protocol.cards import MuteCard
from utelys_protocol.commands import SHAPES
from utelys_protocol.commands.activities import (
    ActivityAnswer,
    ActivityAnswered,
    ActivityAttend,
    ActivityAttended,
    ActivityCancel,
    ActivityChange,
    ActivityLead,
    ActivityMissing,
    ActivityMissMe,
    ActivityPicture,
    ActivityPlan,
    ActivityResult,
)
from utelys_protocol.commands.asks import (
    AskDone,
    AskEnd,
    AskPass,
    AskRaise,
    AskRaised,
    AskSee,
    AskTake,
    AskTaken,
    AskWithdraw,
)
from utelys_protocol.commands.calendars import (
    CalendarCreate,
    CalendarCreated,
    CalendarRevoke,
    CalendarRevoked,
)
from utelys_protocol.commands.company import CompanySay, CompanySayResult
from utelys_protocol.commands.crisis import (
    CrisisCheck,
    CrisisDrop,
    CrisisGone,
    CrisisPut,
    CrisisResult,
)
from utelys_protocol.commands.devices import (
    DeviceLink,
    DeviceLinked,
    DeviceSignedOut,
    DeviceSignOut,
)
from utelys_protocol.commands.houses import (
    HouseAdmit,
    HouseLeave,
    HouseOpen,
    HouseParted,
    HousePause,
    HouseRemove,
    HouseResult,
    HouseSetWaves,
)
from utelys_protocol.commands.invites import InviteCreate, InviteCreated
from utelys_protocol.commands.light import (
    HomeAccept,
    HomeClaim,
    HomeDecline,
    HomeEnd,
    HomeKeep,
    HomeOffer,
    LeaseResult,
)
from utelys_protocol.commands.members import (
    MemberBlock,
    MemberBlockedResult,
    MemberGone,
    MemberLeave,
    MemberPicture,
    MemberSetDuties,
    MemberSetStage,
    MemberUnblock,
    MemberUpdate,
    MemberUpdated,
)
from utelys_protocol.commands.messages import (
    MessageDone,
    MessageEdit,
    MessageErase,
    MessagePin,
    MessageReact,
    MessageSend,
    MessageUnpin,
    Placed,
)
from utelys_protocol.commands.push import (
    PushConfirm,
    PushConfirmed,
    PushSubscribe,
    PushSubscribed,
    PushTest,
    PushTested,
    PushUnsubscribe,
    PushUnsubscribed,
)
from utelys_protocol.commands.quiet import QuietSet
from utelys_protocol.commands.reading import ReadMark, ReadMarked, RoomMute, RoomUnmute, RoomUnmuted
from utelys_protocol.commands.rooms import (
    RoomAdmit,
    RoomJoin,
    RoomLeave,
    RoomLeft,
    RoomOpen,
    RoomResult,
    RoomRetain,
    RoomRetained,
    RoomUpdate,
)
from utelys_protocol.commands.shifts import (
    ShiftAgree,
    ShiftCancel,
    ShiftChangeArgs,
    ShiftDecline,
    ShiftPlan,
    ShiftResult,
    ShiftSwap,
    SwapResult,
)
from utelys_protocol.leases import OfferEnded
from utelys_protocol.quiet import QuietCard
from utelys_protocol.shifts import ShiftCancelled, SwapEnded

NAMES: dict[type[Said], str] = {shape.args: name for name, shape in SHAPES.items()}
"""The name of the command that a model of arguments belongs to."""


class Doing:
    """Carrying out commands, each by the model of its arguments."""

    @overload
    async def do(self, args: InviteCreate, *, id: str | None = None) -> InviteCreated: ...
    @overload
    async def do(self, args: DeviceLink, *, id: str | None = None) -> DeviceLinked: ...
    @overload
    async def do(self, args: DeviceSignOut, *, id: str | None = None) -> DeviceSignedOut: ...
    @overload
    async def do(self, args: MemberUpdate, *, id: str | None = None) -> MemberUpdated: ...
    @overload
    async def do(self, args: MemberPicture, *, id: str | None = None) -> MemberUpdated: ...
    @overload
    async def do(self, args: MemberBlock, *, id: str | None = None) -> MemberBlockedResult: ...
    @overload
    async def do(self, args: MemberUnblock, *, id: str | None = None) -> MemberUnblocked: ...
    @overload
    async def do(self, args: MemberLeave, *, id: str | None = None) -> MemberGone: ...
    @overload
    async def do(self, args: MemberSetStage, *, id: str | None = None) -> MemberUpdated: ...
    @overload
    async def do(self, args: MemberSetDuties, *, id: str | None = None) -> MemberUpdated: ...
    @overload
    async def do(self, args: RoomOpen, *, id: str | None = None) -> RoomResult: ...
    @overload
    async def do(self, args: RoomJoin, *, id: str | None = None) -> RoomResult: ...
    @overload
    async def do(self, args: RoomLeave, *, id: str | None = None) -> RoomLeft: ...
    @overload
    async def do(self, args: RoomAdmit, *, id: str | None = None) -> RoomResult: ...
    @overload
    async def do(self, args: RoomUpdate, *, id: str | None = None) -> RoomResult: ...
    @overload
    async def do(self, args: RoomMute, *, id: str | None = None) -> MuteCard: ...
    @overload
    async def do(self, args: RoomUnmute, *, id: str | None = None) -> RoomUnmuted: ...
    @overload
    async def do(self, args: RoomRetain, *, id: str | None = None) -> RoomRetained: ...
    @overload
    async def do(self, args: MessageSend, *, id: str | None = None) -> Placed: ...
    @overload
    async def do(self, args: MessageEdit, *, id: str | None = None) -> MessageDone: ...
    @overload
    async def do(self, args: MessageErase, *, id: str | None = None) -> MessageDone: ...
    @overload
    async def do(self, args: MessageReact, *, id: str | None = None) -> MessageDone: ...
    @overload
    async def do(self, args: MessagePin, *, id: str | None = None) -> MessageDone: ...
    @overload
    async def do(self, args: MessageUnpin, *, id: str | None = None) -> MessageDone: ...
    @overload
    async def do(self, args: HomeClaim, *, id: str | None = None) -> LeaseResult: ...
    @overload
    async def do(self, args: HomeKeep, *, id: str | None = None) -> LeaseResult: ...
    @overload
    async def do(self, args: HomeEnd, *, id: str | None = None) -> LeaseResult: ...
    @overload
    async def do(self, args: HomeOffer, *, id: str | None = None) -> LeaseResult: ...
    @overload
    async def do(self, args: HomeAccept, *, id: str | None = None) -> LeaseResult: ...
    @overload
    async def do(self, args: HomeDecline, *, id: str | None = None) -> OfferEnded: ...
    @overload
    async def do(self, args: ActivityPlan, *, id: str | None = None) -> ActivityResult: ...
    @overload
    async def do(self, args: ActivityCancel, *, id: str | None = None) -> ActivityResult: ...
    @overload
    async def do(self, args: ActivityAnswer, *, id: str | None = None) -> ActivityAnswered: ...

    @overload
    async def do(self, args: CompanySay, *, id: str | None = None) -> CompanySayResult: ...

    @overload
    async def do(self, args: CalendarCreate, *, id: str | None = None) -> CalendarCreated: ...

    @overload
    async def do(self, args: CalendarRevoke, *, id: str | None = None) -> CalendarRevoked: ...

    @overload
    async def do(self, args: ActivityChange, *, id: str | None = None) -> ActivityResult: ...

    @overload
    async def do(self, args: ActivityMissMe, *, id: str | None = None) -> ActivityMissing: ...

    @overload
    async def do(self, args: ActivityLead, *, id: str | None = None) -> ActivityResult: ...

    @overload
    async def do(self, args: ActivityPicture, *, id: str | None = None) -> ActivityResult: ...

    @overload
    async def do(self, args: ActivityAttend, *, id: str | None = None) -> ActivityAttended: ...
    @overload
    async def do(self, args: QuietSet, *, id: str | None = None) -> QuietCard: ...
    @overload
    async def do(self, args: AskRaise, *, id: str | None = None) -> AskRaised: ...
    @overload
    async def do(self, args: AskSee, *, id: str | None = None) -> AskDone: ...
    @overload
    async def do(self, args: AskTake, *, id: str | None = None) -> AskTaken: ...
    @overload
    async def do(self, args: AskPass, *, id: str | None = None) -> AskDone: ...
    @overload
    async def do(self, args: AskWithdraw, *, id: str | None = None) -> AskDone: ...
    @overload
    async def do(self, args: AskEnd, *, id: str | None = None) -> AskDone: ...
    @overload
    async def do(self, args: ReadMark, *, id: str | None = None) -> ReadMarked: ...
    @overload
    async def do(self, args: PushSubscribe, *, id: str | None = None) -> PushSubscribed: ...
    @overload
    async def do(self, args: PushUnsubscribe, *, id: str | None = None) -> PushUnsubscribed: ...
    @overload
    async def do(self, args: PushTest, *, id: str | None = None) -> PushTested: ...
    @overload
    async def do(self, args: PushConfirm, *, id: str | None = None) -> PushConfirmed: ...
    @overload
    async def do(self, args: HouseOpen, *, id: str | None = None) -> HouseResult: ...
    @overload
    async def do(self, args: HouseAdmit, *, id: str | None = None) -> HouseResult: ...
    @overload
    async def do(self, args: HouseLeave, *, id: str | None = None) -> HouseParted: ...
    @overload
    async def do(self, args: HouseRemove, *, id: str | None = None) -> HouseParted: ...
    @overload
    async def do(self, args: HousePause, *, id: str | None = None) -> HouseParted: ...
    @overload
    async def do(self, args: HouseSetWaves, *, id: str | None = None) -> HouseResult: ...
    @overload
    async def do(self, args: ShiftPlan, *, id: str | None = None) -> ShiftResult: ...
    @overload
    async def do(self, args: ShiftChangeArgs, *, id: str | None = None) -> ShiftResult: ...
    @overload
    async def do(self, args: ShiftCancel, *, id: str | None = None) -> ShiftCancelled: ...
    @overload
    async def do(self, args: ShiftSwap, *, id: str | None = None) -> SwapResult: ...
    @overload
    async def do(self, args: ShiftAgree, *, id: str | None = None) -> SwapEnded: ...
    @overload
    async def do(self, args: ShiftDecline, *, id: str | None = None) -> SwapEnded: ...
    @overload
    async def do(self, args: CrisisPut, *, id: str | None = None) -> CrisisResult: ...
    @overload
    async def do(self, args: CrisisCheck, *, id: str | None = None) -> CrisisResult: ...
    @overload
    async def do(self, args: CrisisDrop, *, id: str | None = None) -> CrisisGone: ...
    async def do(self, args: Said, *, id: str | None = None) -> Told:
        """Do something, and return what the server says once it is stored there.

        The command is kept until it is answered: a lost connection is waited out, and the same
        command goes out again under the same id, so that it happens once. Whoever gives up waiting
        (cancels, or lets an `asyncio.timeout` pass) does not take it back; its answer then comes as
        an `Answered` event.

        `id` is made here unless it is given. Give the id of an earlier try to try that one again.

        Raises:
            Refused: the server carried nothing out, and says why.
            Ended: this client will not connect again.
        """
        return await self._do(NAMES[type(args)], args, id)

    async def _do(self, name: str, args: Said, id_: str | None) -> Told:
        raise NotImplementedError
