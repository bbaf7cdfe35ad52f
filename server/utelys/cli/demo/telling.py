"""Telling the play as it happens: who, when by the clock on the wall, and what."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from utelys_protocol.light import Light
from utelys_protocol.words import LightState

_COLOURS = {"Margrethe": "yellow", "Ola": "green", "Eva": "magenta", "Per": "cyan"}
_LIGHTS = {
    LightState.HOME: ("●", "someone is home", "bold yellow"),
    LightState.REACHABLE: ("◐", "someone can answer", "yellow"),
    LightState.EXPECTED: ("○", "someone is expected", "default"),
    LightState.NOBODY: ("○", "nobody is home", "default"),
    LightState.UNKNOWN: ("?", "we do not know", "dim"),
}


class Teller:
    """Prints lines; `zone` is that of the house's wall."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._console = Console(highlight=False)

    def wall(self, moment: datetime) -> str:
        """A moment as the house's wall clock shows it."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def title(self, text: str) -> None:
        """Begin a story."""
        self._console.print()
        self._console.print(Rule(Text(text, style="bold"), align="left"))

    def line(self, now: datetime, who: str, text: str) -> None:
        """Say what somebody does or sees."""
        line = Text(f"{self.wall(now)}  ", style="dim")
        line.append(f"{who:<10}", style=_COLOURS.get(who, "bold"))
        self._console.print(line.append(text, style="default"))

    def light(self, now: datetime, who: str, light: Light) -> None:
        """Say what light somebody sees."""
        lamp, words, style = _LIGHTS[light.state]
        line = Text(f"{self.wall(now)}  ", style="dim")
        line.append(f"{who:<10}", style=_COLOURS.get(who, "bold")).append(f"{lamp} ", style=style)
        line.append(words, style=style)
        if light.who:
            there = [f"{one.name or 'somebody'} until {self.wall(one.until)}" for one in light.who]
            line.append(f": {', '.join(there)}", style="default")
        self._console.print(line)

    def end(self, text: str) -> None:
        """Close the play."""
        self._console.print()
        self._console.print(Text(text, style="bold green"))
