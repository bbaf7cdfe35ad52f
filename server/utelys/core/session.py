"""The state of one connection: which frames may come now.

A connection is fresh until its `hello`; while that is being looked at it waits, for the reader of
frames stops there; then it is open, until either side ends it. The table holds every step there is:

| state    | hello    | command, seen, signal, ping | welcomed | ended  |
| -------- | -------- | --------------------------- | -------- | ------ |
| fresh    | greeting | –                           | –        | closed |
| greeting | –        | –                           | open     | closed |
| open     | –        | open                        | –        | closed |
| closed   | –        | –                           | –        | closed |

A dash is an error of the client, which ends the connection with the reason in its `bye`.
"""

from enum import Enum


class State(Enum):
    """Where a connection stands."""

    FRESH = "fresh"
    GREETING = "greeting"
    OPEN = "open"
    CLOSED = "closed"


class Event(Enum):
    """What can happen to a connection. The first five are the types of frames."""

    HELLO = "hello"
    COMMAND = "command"
    SEEN = "seen"
    SIGNAL = "signal"
    PING = "ping"
    WELCOMED = "welcomed"
    ENDED = "ended"


STEPS: dict[tuple[State, Event], State] = {
    (State.FRESH, Event.HELLO): State.GREETING,
    (State.GREETING, Event.WELCOMED): State.OPEN,
    (State.OPEN, Event.COMMAND): State.OPEN,
    (State.OPEN, Event.SEEN): State.OPEN,
    (State.OPEN, Event.SIGNAL): State.OPEN,
    (State.OPEN, Event.PING): State.OPEN,
    (State.FRESH, Event.ENDED): State.CLOSED,
    (State.GREETING, Event.ENDED): State.CLOSED,
    (State.OPEN, Event.ENDED): State.CLOSED,
    (State.CLOSED, Event.ENDED): State.CLOSED,
}


class OutOfTurn(Exception):
    """A frame came that may not come in this state; the message names both."""


def step(state: State, event: Event) -> State:
    """Return the state after the event.

    Raises:
        OutOfTurn: the event may not happen in this state.
    """
    after = STEPS.get((state, event))
    if after is None:
        if state is State.FRESH:
            raise OutOfTurn(f"The first frame must be hello, not {event.value}.")
        raise OutOfTurn(f"{event.value} may not come while the connection is {state.value}.")
    return after
