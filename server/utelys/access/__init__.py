"""Every question of "may this member …". Asking is the only way to obtain a thing.

What one may not know of and what is not there give the same refusal, in the same words. What is
looked for among one's own alone (devices, calendars, blocks) needs no question.
"""

from utelys.access.audience import activities_of, invited, reached
from utelys.access.duties import has_any, require, require_any, signed_in
from utelys.access.files import file, unsent_file
from utelys.access.home import (
    ask,
    callable_in,
    lease,
    offered_lease,
    open_ask,
    require_helper,
    require_own_shift,
    shift,
    swap,
)
from utelys.access.people import (
    apart,
    house,
    housemate,
    may_turn_to,
    member,
    require_inside,
    require_other_inside,
)
from utelys.access.rooms import (
    is_folded,
    message,
    open_room,
    own_message,
    require_retaining,
    room,
    thread,
    topic,
    writable,
)
from utelys.access.streams import first_readable, heads, readable
from utelys.access.together import (
    activity,
    check_place,
    led,
    may_bring_up_to_date,
    require_leading_this,
)

__all__ = [
    "activities_of",
    "activity",
    "apart",
    "ask",
    "callable_in",
    "check_place",
    "file",
    "first_readable",
    "has_any",
    "heads",
    "house",
    "housemate",
    "invited",
    "is_folded",
    "lease",
    "led",
    "may_bring_up_to_date",
    "may_turn_to",
    "member",
    "message",
    "offered_lease",
    "open_ask",
    "open_room",
    "own_message",
    "reached",
    "readable",
    "require",
    "require_any",
    "require_helper",
    "require_inside",
    "require_leading_this",
    "require_other_inside",
    "require_own_shift",
    "require_retaining",
    "room",
    "shift",
    "signed_in",
    "swap",
    "thread",
    "topic",
    "unsent_file",
    "writable",
]
