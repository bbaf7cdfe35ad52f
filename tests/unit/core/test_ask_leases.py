"""A lease ends by not answering: each line of the table, and nothing beside it."""

from dataclasses import replace

from tests.kit.ask_scene import ANJA, EVA, MINUTE, NOW, OLA, Scene
from utelys.core.ask_events import Came, EndLease, Pass, Seen, Take, Wrote
from utelys.core.ask_rounds import LATE
from utelys.core.jumps import unfair
from utelys.core.waves import Candidate
from utelys_protocol.words import AskState


def test_neither_seen_nor_answered_in_the_time_of_the_wave_ends_it() -> None:
    scene = Scene(EVA, OLA).wait()
    assert list(scene.of(EndLease)) == [EndLease("eva", "l-eva")]


def test_it_ends_once() -> None:
    scene = Scene(EVA, OLA).wait()
    scene.people = [replace(EVA, lease=None), OLA]
    assert scene.wait().dark == []


def test_seen_is_given_until_the_call_is_handed_over() -> None:
    scene = Scene(EVA, OLA).do(Seen("eva"))
    assert scene.wait().dark == []
    assert scene.wait().dark == []
    scene.wait()
    assert (scene.ask.state, scene.dark) == (AskState.HANDED_OVER, ["eva"])


def test_seen_and_taken_by_another_stands() -> None:
    scene = Scene(EVA, OLA).do(Seen("eva")).wait().do(Take("ola"))
    assert scene.dark == []
    assert scene.do(Wrote("ola")).dark == []


def test_passing_is_an_answer() -> None:
    scene = Scene(EVA, Candidate("margrethe", lease="l-m"), OLA).do(Pass("eva")).wait()
    assert scene.dark == ["margrethe"]


def test_taking_it_and_writing_nothing_ends_it() -> None:
    assert Scene(EVA, OLA).do(Take("eva")).wait().dark == ["eva"]


def test_giving_it_back_is_an_answer() -> None:
    assert Scene(EVA, OLA).do(Take("eva"), Pass("eva")).dark == []


def test_a_ring_that_was_stopped_in_time_judges_nobody() -> None:
    scene = Scene(EVA, Candidate("margrethe", lease="l-m"))
    scene.now += MINUTE
    assert scene.do(Take("eva")).wait().dark == ["eva"]


def test_a_ring_is_given_its_whole_time() -> None:
    scene = Scene(EVA, OLA)
    scene.people.append(Candidate("margrethe", lease="l-m", claimed_at=NOW))
    scene.now += 2 * MINUTE
    assert scene.do(Came()).rung == ["margrethe"]
    assert scene.wait(MINUTE).dark == ["eva"]
    assert scene.wait().dark == ["eva", "margrethe"]


def test_sleep_is_no_lie() -> None:
    scene = Scene(replace(ANJA, lease="l-anja", claimed_at=NOW)).wait()
    assert (scene.ask.state, scene.dark) == (AskState.HANDED_OVER, [])


def test_a_lease_claimed_or_kept_since_stands() -> None:
    scene = Scene(EVA, OLA)
    scene.people = [replace(EVA, claimed_at=NOW + MINUTE), OLA]
    assert scene.wait().dark == []
    again = Scene(EVA, OLA)
    again.people = [replace(EVA, lease="l-new"), OLA]
    assert again.wait().dark == []
    walked_over = Scene(EVA, OLA).do(Take("eva"))
    walked_over.people = [replace(EVA, claimed_at=NOW + MINUTE), OLA]
    assert walked_over.wait().dark == []


def test_one_who_was_not_rung_is_not_judged() -> None:
    tired = Candidate("margrethe", lease="l-m", resting=True)
    assert Scene(EVA, tired, OLA).wait().dark == ["eva"]


def test_a_server_that_was_away_judges_nobody() -> None:
    for scene in (Scene(EVA, OLA), Scene(EVA, OLA).do(Take("eva"))):
        scene.wait(3 * MINUTE + LATE + MINUTE)
        assert scene.dark == []
        assert "ola" in scene.rung


def test_who_was_rung_before_the_clock_jumped_is_not_judged_and_who_is_rung_after_it_is() -> None:
    scene = Scene(EVA, OLA, ANJA)
    assert scene.ask.due is not None
    scene.now = scene.ask.due
    scene.ask = unfair(scene.ask, scene.now)
    assert scene.wait().dark == []
    home = Candidate("margrethe", lease="l-m", claimed_at=scene.now)
    scene.people = [EVA, OLA, ANJA, home]
    scene.now += MINUTE
    scene.do(Came())
    scene.wait()
    scene.wait()
    assert "margrethe" in scene.dark
    assert "eva" not in scene.dark


def test_who_took_it_before_the_clock_jumped_is_not_judged_by_their_silence() -> None:
    scene = Scene(EVA, OLA).do(Take("eva"))
    scene.now += MINUTE
    scene.ask = unfair(scene.ask, scene.now)
    assert scene.wait().dark == []
