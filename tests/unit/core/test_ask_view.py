"""The one who asked sees the plain truth at every moment."""

from dataclasses import replace

from tests.kit.ask_scene import ANJA, EVA, MINUTE, NOW, OLA, Scene
from utelys.core.ask_events import End, Pass, Seen, Take, Withdraw, Wrote
from utelys.core.ask_view import AskView, view_for_asker
from utelys.core.waves import Candidate
from utelys_protocol.words import AskNext, AskState


def test_the_truth_from_the_first_ring_to_the_crisis_numbers() -> None:
    scene = Scene(EVA, OLA, ANJA)
    assert view_for_asker(scene.ask) == AskView(
        AskState.RINGING, 1, 0, 0, 1, next=AskNext.WAVE, next_at=NOW + 3 * MINUTE
    )
    scene.do(Seen("eva")).wait()
    assert view_for_asker(scene.ask) == AskView(
        AskState.RINGING, 2, 1, 0, 2, next=AskNext.WAVE, next_at=NOW + 8 * MINUTE
    )
    scene.wait()
    assert view_for_asker(scene.ask) == AskView(
        AskState.RINGING, 3, 1, 0, 3, next=AskNext.HAND_OVER, next_at=NOW + 13 * MINUTE
    )
    scene.wait()
    assert view_for_asker(scene.ask) == AskView(AskState.HANDED_OVER, 3, 1, 0)


def test_the_truth_of_a_call_that_was_taken_fell_silent_and_was_answered() -> None:
    scene = Scene(EVA, OLA).do(Take("eva"))
    assert view_for_asker(scene.ask) == AskView(
        AskState.TAKEN, 1, 0, 0, taker="eva", next=AskNext.RETURN, next_at=NOW + 3 * MINUTE
    )
    scene.wait()
    assert view_for_asker(scene.ask) == AskView(
        AskState.RINGING, 2, 0, 1, 2, next=AskNext.WAVE, next_at=NOW + 8 * MINUTE
    )
    scene.do(Take("ola"), Wrote("ola"))
    assert view_for_asker(scene.ask) == AskView(AskState.TALKING, 2, 0, 1, taker="ola")
    scene.do(End("per"))
    assert view_for_asker(scene.ask) == AskView(AskState.ANSWERED, 2, 0, 1, taker="ola")


def test_that_one_passed_is_told_and_not_who() -> None:
    scene = Scene(EVA, Candidate("margrethe", lease="l-m"))
    before = view_for_asker(scene.ask)
    assert before.ringing == 2
    assert view_for_asker(scene.do(Pass("eva")).ask) == replace(before, ringing=1)


def test_a_withdrawn_call_says_so() -> None:
    assert view_for_asker(Scene(EVA).do(Withdraw("per")).ask).state is AskState.WITHDRAWN
