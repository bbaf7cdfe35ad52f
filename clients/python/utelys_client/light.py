"""The light as it may be believed at this moment: a pure function.

    contact within 90 s and before valid_until   what the server said
    otherwise                                     unknown

A connection proves nothing and a lost one proves nothing; but whoever has not heard from the server
for 90 seconds cannot know whether somebody said good night in the meantime.
"""

from datetime import datetime

from utelys_protocol.light import Light
from utelys_protocol.words import LightState

SILENCE = 90.0
"""Seconds without a word from the server after which its light is not believed any more."""


def believed(light: Light, now: datetime, silence: float | None) -> Light:
    """Return the light, or `unknown` in its place. `now` is server time, `silence` seconds."""
    if silence is not None and silence < SILENCE and now < light.valid_until:
        return light
    return Light(house=light.house, state=LightState.UNKNOWN, who=[], valid_until=light.valid_until)


def unknown(house: str, now: datetime) -> Light:
    """The light of a house of which nothing is known."""
    return Light(house=house, state=LightState.UNKNOWN, who=[], valid_until=now)


def doubtful_in(light: Light, now: datetime, silence: float | None) -> float | None:
    """Seconds until time alone changes what `believed` returns; None if it will not."""
    if silence is None or silence >= SILENCE or now >= light.valid_until:
        return None
    return min((light.valid_until - now).total_seconds(), SILENCE - silence)
