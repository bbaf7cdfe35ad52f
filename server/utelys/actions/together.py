"""All of doing something together: its commands, and what the clock does for it."""

from utelys.actions import (
    activities,
    answering,
    calendars,
    company,
    forgetting,
    leading,
    missing,
    picturing,
    turns,
)

ROWS = (
    *activities.ROWS,
    *answering.ROWS,
    *leading.ROWS,
    *calendars.ROWS,
    *company.ROWS,
    *missing.ROWS,
    *picturing.ROWS,
)

TIMERS = {**turns.TIMERS, **company.TIMERS, **forgetting.TIMERS}
