"""`utelys`, the command line. Wrong use exits 2, a failure 1, each with one plain line."""

import gc
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, cast

import typer

from utelys_protocol.words import Duty, Language, Stage

if TYPE_CHECKING:
    from utelys.config import Settings

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Data = Annotated[Path, typer.Option("--data", help="The folder where everything is kept.")]
_DATA = Path("data")


def _say_version(wanted: bool) -> None:
    if wanted:
        from utelys.version import version

        print(f"utelys {version()}")
        raise typer.Exit


@cli.callback()
def utelys(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """Utelys: the light outside the front door, and the rooms behind it."""


@cli.command()
def serve(
    data: Data = _DATA,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port; 0 takes any.")] = None,
) -> None:
    """Open the house: start the server. The first time it prints a link for the first keeper."""
    command = _import_server()
    command.run(_settings(data, host=host, port=port))


def _import_server() -> ModuleType:
    """Import what serves, with as little as it takes.

    All of it stays, and is looked through for garbage once: again and again is a fifth of a start.
    Where rich is (typer brings it) structlog loads it, to draw what no server's log shows: 3 MiB.
    """
    gc.disable()
    without_rich = sys.modules.setdefault("rich", cast(ModuleType, None)) is None
    from utelys.cli import serve as command

    if without_rich:
        del sys.modules["rich"]
    gc.collect()
    gc.freeze()
    gc.enable()
    return command


@cli.command()
def invite(
    stage: Annotated[Stage, typer.Option(help="Where in life the one who comes in is.")],
    duty: Annotated[list[Duty] | None, typer.Option(help="What the house asks of them.")] = None,
    house: Annotated[
        str | None, typer.Option(help="The house, by its name or id; the oldest one if not said.")
    ] = None,
    data: Data = _DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Invite one person: print a link that opens once, whether the server runs or not."""
    from utelys.cli import invite as command

    command.run(_settings(data), stage, duty or [], house, as_json)


@cli.command()
def house(
    name: Annotated[str, typer.Argument(help="What the house is called.")],
    zone: Annotated[str, typer.Option(help="The time zone of its wall.")] = "Europe/Oslo",
    data: Data = _DATA,
) -> None:
    """Open another house while the server is stopped: print its first keeper's link."""
    from utelys.cli import house as command

    command.run(_settings(data), name, zone)


@cli.command()
def chat(
    link: Annotated[str | None, typer.Argument(help="The link of your invitation.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Where to keep this device's key and state.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the others shall call you.")] = None,
    language: Annotated[Language | None, typer.Option(help="The language you read.")] = None,
) -> None:
    """Come in and chat here in the terminal. Without a link: come back where you were."""
    from utelys.cli import chat as command

    command.run(link, data or Path(typer.get_app_dir("utelys")), language, name)


@cli.command()
def demo() -> None:
    """Play an evening at the house: a real server, four real clients, three stories."""
    from utelys.cli.demo import play

    play.run()


@cli.command()
def doctor(data: Data = _DATA) -> None:
    """Check settings, key, database, clock and disk, and say what to do. Changes nothing."""
    from utelys.cli import doctor as command

    command.run(_settings(data))


@cli.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
    data: Data = _DATA,
) -> None:
    """Write a backup, also while the server runs. The key is not in it: keep that apart."""
    from utelys.cli import backup as command

    command.run(_settings(data), folder)


@cli.command()
def compact(data: Data = _DATA) -> None:
    """Write the store anew, so that nothing that was erased is in its files any more."""
    from utelys.cli import compact as command

    command.run(_settings(data))


def _settings(data: Path, **given: str | int | None) -> "Settings":
    from utelys.cli.fail import fail
    from utelys.config import BadSettings, load

    try:
        return load(data=data, **given)
    except BadSettings as error:
        fail(str(error))


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
