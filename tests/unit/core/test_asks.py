"""The table of an ask, cell by cell, and the rules of waves, silence, return and handing over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.ask_scene import ANJA, EVA, MINUTE, NOW, OLA, Scene
from utelys.core.ask_events import (
    Append,
    AskAgain,
    AskEvent,
    AskKind,
    Came,
    ClearTimer,
    Due,
    End,
    LetIn,
    Nudge,
    Pass,
    Ring,
    Seen,
    SetTimer,
    StopRinging,
    Take,
    Withdraw,
    Wrote,
)
from utelys.core.ask_state import ENDS, MOVES, Ask, Move, NoSuchMove, moved
from utelys.core.asks import IDLE, step
from utelys.core.errors import Conflict, Forbidden, Gone
from utelys.core.waves import Candidate
from utelys_protocol.words import AskState, RingEnd


def _taken() -> Scene:
    return Scene(EVA, OLA, ANJA).do(Take("eva"))


def _talking() -> Scene:
    return _taken().do(Wrote("eva"))


def test_a_call_rings_those_at_home_at_once() -> None:
    scene = Scene(EVA, OLA, ANJA)
    assert scene.effects == (
        Append(AskKind.RAISED, "per", {"house": "h1"}),
        Ring(("eva",)),
        Append(AskKind.RUNG, "clock", {"wave": 1, "round": 1, "rung": 1}),
        SetTimer(NOW + 3 * MINUTE),
    )


def test_waves_follow_at_three_and_eight_minutes_and_then_the_crisis_numbers() -> None:
    scene = Scene(EVA, OLA, ANJA)
    assert scene.wait().rung == ["ola"]
    assert scene.now == NOW + 3 * MINUTE
    scene.wait()
    assert (scene.rung, scene.now) == (["anja"], NOW + 8 * MINUTE)
    assert next(scene.of(Ring)).woken == {"anja"}
    scene.wait()
    assert (scene.ask.state, scene.now) == (AskState.HANDED_OVER, NOW + 13 * MINUTE)
    assert Append(AskKind.ENDED, "clock", {"how": "handed_over"}) in scene.effects
    assert StopRinging(("eva", "ola", "anja"), RingEnd.HANDED_OVER) in scene.effects
    assert ClearTimer() in scene.effects


def test_an_empty_wave_is_skipped_at_once() -> None:
    assert Scene(OLA).rung == ["ola"]
    scene = Scene(ANJA)
    assert (scene.rung, scene.ask.wave) == (["anja"], 3)


def test_with_nobody_to_ring_the_call_is_handed_over_at_once() -> None:
    scene = Scene(Candidate("margrethe"), Candidate("per", lease="l-per"))
    assert scene.ask.state is AskState.HANDED_OVER
    assert scene.effects == (
        Append(AskKind.RAISED, "per", {"house": "h1"}),
        Append(AskKind.ENDED, "clock", {"how": "handed_over"}),
        ClearTimer(),
    )


def test_one_who_rings_alone_is_given_the_time_of_a_last_wave() -> None:
    scene = Scene(EVA).wait()
    assert (scene.ask.state, scene.rung) == (AskState.RINGING, [])
    assert scene.ask.due == NOW + 8 * MINUTE
    assert scene.wait().ask.state is AskState.HANDED_OVER


def test_when_all_who_ring_have_passed_the_next_wave_rings_at_once() -> None:
    margrethe = Candidate("margrethe", lease="l-margrethe")
    scene = Scene(EVA, margrethe, OLA)
    assert scene.do(Pass("eva")).effects == (
        StopRinging(("eva",), RingEnd.PASSED),
        Append(AskKind.RUNG, "clock", {"wave": 1, "round": 1, "rung": 0}),
    )
    assert scene.do(Pass("margrethe")).rung == ["ola"]
    assert scene.do(Pass("ola")).ask.state is AskState.HANDED_OVER


def test_taking_stops_every_ring_and_lets_the_taker_in() -> None:
    scene = Scene(EVA, OLA).wait().do(Take("ola"))
    assert scene.effects == (
        StopRinging(("eva", "ola"), RingEnd.TAKEN),
        LetIn("ola"),
        Append(AskKind.TAKEN, "ola", {"member": "ola"}),
        SetTimer(scene.now + 3 * MINUTE),
    )


def test_exactly_one_take_wins_and_the_others_hear_who_has_it() -> None:
    scene = Scene(EVA, OLA).do(Take("eva"))
    with pytest.raises(Conflict) as refused:
        scene.do(Take("ola"))
    assert refused.value.detail == "eva"
    assert scene.do(Take("eva")).effects == ()


def test_one_who_passed_may_still_take_it() -> None:
    scene = Scene(EVA, OLA).do(Pass("eva")).do(Take("eva"))
    assert scene.ask.taker == "eva"
    assert "eva" not in scene.ask.passed


def test_three_minutes_of_silence_return_it_to_all_who_have_not_passed() -> None:
    scene = Scene(EVA, OLA, ANJA, Candidate("margrethe", lease="l-m"))
    scene.do(Pass("margrethe"), Take("eva")).wait()
    assert scene.ask.state is AskState.RINGING
    assert scene.ask.round == 2
    assert Append(AskKind.RETURNED, "clock", {"why": "silence"}) in scene.effects
    # The time of wave 1 has gone by in wrong hands, so wave 2 rings with it.
    assert scene.rung == ["eva", "ola"]


def test_a_talk_that_has_begun_is_not_returned() -> None:
    scene = _talking()
    assert scene.wait(4 * MINUTE).effects == ()
    assert scene.ask.state is AskState.TALKING


def test_only_the_takers_word_counts_as_the_first() -> None:
    assert _taken().do(Wrote("per")).ask.state is AskState.TAKEN


def test_the_taker_may_give_it_back_and_is_not_rung_again() -> None:
    for scene in (_taken(), _talking()):
        scene.do(Pass("eva"))
        assert (scene.ask.state, scene.rung, scene.dark) == (AskState.RINGING, ["ola"], [])
        assert Append(AskKind.RETURNED, "eva", {"why": "passed"}) in scene.effects


def test_one_who_is_alone_and_fell_silent_is_rung_again() -> None:
    assert Scene(EVA).do(Take("eva")).wait().rung == ["eva"]


def test_whoever_comes_while_it_rings_is_rung_at_once() -> None:
    scene = Scene(EVA)
    scene.people.append(Candidate("margrethe", lease="l-m", claimed_at=NOW))
    scene.now += MINUTE
    assert scene.do(Came()).rung == ["margrethe"]
    assert scene.ask.due == NOW + 3 * MINUTE
    assert scene.do(Came()).effects == ()


def test_whoever_comes_and_rests_waits_for_their_wave_while_others_ring() -> None:
    scene = Scene(EVA)
    scene.people.append(Candidate("margrethe", lease="l-m", claimed_at=NOW, resting=True))
    scene.now += MINUTE
    assert scene.do(Came()).effects == ()
    assert scene.wait().rung == ["margrethe"]


def test_whoever_comes_in_the_last_wave_gets_its_whole_time() -> None:
    scene = Scene(ANJA)
    scene.people.append(OLA)
    scene.now += 4 * MINUTE
    assert scene.do(Came()).rung == ["ola"]
    assert scene.ask.due == NOW + 9 * MINUTE


def test_the_last_wave_looks_once_more_before_it_hands_over() -> None:
    scene = Scene(ANJA)
    scene.people.append(OLA)
    assert scene.wait().rung == ["ola"]
    assert scene.wait().ask.state is AskState.HANDED_OVER


def test_a_seen_ring_is_told_once() -> None:
    scene = Scene(EVA, OLA).do(Seen("eva"))
    assert scene.effects == (Append(AskKind.SEEN, "eva", {"seen": 1}),)
    assert scene.do(Seen("eva")).effects == ()
    assert scene.do(Seen("ola")).effects == ()
    assert scene.wait().do(Seen("ola")).effects == (Append(AskKind.SEEN, "ola", {"seen": 2}),)


def test_asking_again_joins_the_call_and_changes_nothing_while_it_moves() -> None:
    for scene in (Scene(EVA), _taken()):
        before = scene.ask
        assert scene.do(AskAgain("per")).effects == ()
        assert scene.ask == before


def test_asking_again_wakes_a_talk_that_has_died() -> None:
    scene = _talking()
    scene.now += 30 * MINUTE
    scene.do(AskAgain("per"))
    assert scene.effects == (
        Nudge("eva"),
        Append(AskKind.CHANGED, "per"),
        SetTimer(scene.now + 3 * MINUTE),
    )
    assert scene.wait().rung == ["eva", "ola"]


def test_a_talk_where_nobody_writes_any_more_has_been_answered() -> None:
    scene = _talking()
    last_word = NOW + 90 * MINUTE
    assert scene.wait(IDLE, last_word=last_word).effects == (SetTimer(last_word + IDLE),)
    scene.wait(last_word=last_word)
    assert scene.ask.state is AskState.ANSWERED
    assert scene.effects == (Append(AskKind.ENDED, "clock", {"how": "answered"}), ClearTimer())


def test_somebody_asleep_is_woken_once_for_one_call() -> None:
    scene = Scene(ANJA).do(Take("anja")).wait()
    assert list(scene.of(Ring)) == [Ring(("anja",))]


def test_a_call_rings_again_whom_it_woke_though_the_limit_is_used_up_by_it() -> None:
    scene = Scene(ANJA).do(Take("anja"))
    scene.people = [replace(ANJA, wakes=False)]
    assert scene.wait().rung == ["anja"]
    scene.do(Take("anja"))
    scene.people = [replace(ANJA, agrees=False, wakes=False)]
    assert scene.wait().rung == []


def test_either_of_the_two_may_end_it_and_only_the_one_who_asked_withdraws() -> None:
    assert _talking().do(End("per")).ask.state is AskState.ANSWERED
    assert _taken().do(End("eva")).ask.state is AskState.ANSWERED
    for scene in (Scene(EVA), _taken(), _talking()):
        scene.do(Withdraw("per"))
        assert scene.ask.state is AskState.WITHDRAWN
        assert Append(AskKind.ENDED, "per", {"how": "withdrawn"}) in scene.effects


@pytest.mark.parametrize("event", [Withdraw("eva"), AskAgain("eva"), End("ola"), Take("per")])
def test_what_is_for_somebody_else_to_do_is_forbidden(event: AskEvent) -> None:
    with pytest.raises(Forbidden):
        Scene(EVA, OLA).do(event)


def test_a_call_that_nobody_has_taken_cannot_be_answered() -> None:
    with pytest.raises(Conflict):
        Scene(EVA).do(End("per"))


def test_the_one_who_asked_cannot_pass_their_own_call() -> None:
    with pytest.raises(Forbidden):
        Scene(EVA).do(Pass("per"))


@pytest.mark.parametrize("how", sorted(ENDS))
@pytest.mark.parametrize(
    "event", [Take("eva"), Pass("eva"), AskAgain("per"), Withdraw("per"), End("per")]
)
def test_what_has_ended_is_gone(how: AskState, event: AskEvent) -> None:
    ask = replace(Scene(EVA).ask, state=how)
    with pytest.raises(Gone):
        step(ask, event, NOW, [EVA])


@pytest.mark.parametrize("how", sorted(ENDS))
@pytest.mark.parametrize("event", [Due(), Came(), Seen("eva"), Wrote("eva")])
def test_whatever_was_queued_an_ended_call_never_rings(how: AskState, event: AskEvent) -> None:
    scene = Scene(EVA, OLA)
    scene.ask = replace(scene.ask, state=how, due=None)
    scene.now += timedelta(days=1)
    assert scene.do(event).effects == ()


def test_a_timer_that_comes_early_or_twice_does_nothing() -> None:
    scene = Scene(EVA, OLA, ANJA)
    assert scene.wait(MINUTE).effects == ()
    scene.wait(2 * MINUTE)
    assert scene.rung == ["ola"]
    assert scene.do(Due()).effects == ()


def test_a_step_that_may_ring_must_be_told_whom_there_is() -> None:
    scene = Scene(EVA, OLA)
    assert scene.ask.due is not None
    with pytest.raises(ValueError, match="whom there is"):
        step(scene.ask, Due(), scene.ask.due)


@pytest.mark.parametrize("state", AskState)
@pytest.mark.parametrize("move", Move)
def test_what_is_not_in_the_table_names_state_and_move(state: AskState, move: Move) -> None:
    ask = Ask("a1", "h1", "per", NOW, state=state)
    if (state, move) in MOVES:
        assert moved(ask, move) is MOVES[state, move]
        assert state not in ENDS
        return
    with pytest.raises(NoSuchMove, match=f"{state.value} cannot {move.value}"):
        moved(ask, move)


def test_a_last_wave_with_nobody_new_is_told_to_whoever_asked() -> None:
    scene = Scene(EVA).wait()
    assert Append(AskKind.RUNG, "clock", {"wave": 3, "round": 1, "rung": 0}) in scene.effects
