"""One message to one subscription, from its queue to what the push service said of it.

A delivery waits until its moment, is posted, and is sent when the service has taken it. Whoever is
killed while posting does not know whether it arrived: it is posted again, with the same topic, so
that it takes the place of what may be there already. The table holds every step there is:

| state    | taken up | accepted | put off | refused  | vanished | withdrawn | started |
| -------- | -------- | -------- | ------- | -------- | -------- | --------- | ------- |
| waiting  | posting  | –        | –       | gave up  | gone     | dropped   | waiting |
| posting  | –        | sent     | waiting | gave up  | gone     | posting   | waiting |
| sent     | –        | –        | –       | –        | –        | sent      | sent    |
| gave up, gone, dropped: nothing more happens, whatever comes.                         |

What the answers of a push service mean (RFC 8030, and what services do beyond it):

| answer                         | event    | then                                                 |
| ------------------------------ | -------- | ---------------------------------------------------- |
| 2xx                            | accepted |                                                      |
| 404, 410                       | vanished | the subscription is removed                          |
| 413, the first time            | put off  | at once, with nothing in it but the neutral title    |
| 408, 429, 5xx, or nothing      | put off  | backoff, and no earlier than `Retry-After` says      |
| anything else, redirects too   | refused  |                                                      |
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
"""Waits double from the first to the longest."""

LONGEST_ASKED = timedelta(hours=6)
"""However long a service asks us to stay away, we look again after this."""


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    POSTING = "posting"
    SENT = "sent"
    GONE = "gone"
    GAVE_UP = "gave_up"
    DROPPED = "dropped"


class Event(StrEnum):
    """What can happen to a delivery."""

    TAKEN_UP = "taken_up"
    ACCEPTED = "accepted"
    PUT_OFF = "put_off"
    REFUSED = "refused"
    VANISHED = "vanished"
    WITHDRAWN = "withdrawn"
    STARTED = "started"


ENDS = frozenset({State.GONE, State.GAVE_UP, State.DROPPED})

STEPS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.TAKEN_UP): State.POSTING,
    (State.WAITING, Event.REFUSED): State.GAVE_UP,
    (State.WAITING, Event.VANISHED): State.GONE,
    (State.WAITING, Event.WITHDRAWN): State.DROPPED,
    (State.WAITING, Event.STARTED): State.WAITING,
    (State.POSTING, Event.ACCEPTED): State.SENT,
    (State.POSTING, Event.PUT_OFF): State.WAITING,
    (State.POSTING, Event.REFUSED): State.GAVE_UP,
    (State.POSTING, Event.VANISHED): State.GONE,
    (State.POSTING, Event.WITHDRAWN): State.POSTING,
    (State.POSTING, Event.STARTED): State.WAITING,
    (State.SENT, Event.WITHDRAWN): State.SENT,
    (State.SENT, Event.STARTED): State.SENT,
    **{(end, event): end for end in ENDS for event in Event},
}


class OutOfTurn(Exception):
    """Something happened to a delivery that cannot; the message names state and event."""


def step(state: State, event: Event) -> State:
    """Return the state after the event.

    Raises:
        OutOfTurn: the event cannot happen in this state.
    """
    after = STEPS.get((state, event))
    if after is None:
        raise OutOfTurn(f"{event.value} cannot happen to a delivery that is {state.value}")
    return after


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service said. `retry_after` is in seconds; no status where nothing came."""

    status: int | None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an answer; `again` is when a delivery that is put off goes out again."""

    event: Event
    again: datetime | None = None
    shrink: bool = False


def judge(answer: Answer, tries: int, shrunk: bool, now: datetime, until: datetime) -> Verdict:
    """Decide what follows from an answer to the delivery's `tries`-th try (from 1)."""
    status = answer.status
    if status is not None and 200 <= status < 300:
        return Verdict(Event.ACCEPTED)
    if status in (404, 410):
        return Verdict(Event.VANISHED)
    if status == 413 and not shrunk:
        return Verdict(Event.PUT_OFF, now, shrink=True)
    if status is None or status in (408, 429) or status >= 500:
        again = now + wait(tries, answer.retry_after)
        return Verdict(Event.PUT_OFF, again) if again < until else Verdict(Event.REFUSED)
    return Verdict(Event.REFUSED)


def wait(tries: int, retry_after: int | None) -> timedelta:
    """How long to wait after the `tries`-th try, and no less than what the service asked for."""
    doubled: int = 2 ** min(max(tries - 1, 0), 16)
    backoff = min(FIRST_WAIT * doubled, LONGEST_WAIT)
    asked = min(timedelta(seconds=max(retry_after or 0, 0)), LONGEST_ASKED)
    return max(backoff, asked)
