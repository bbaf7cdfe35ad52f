"""The light never lies: its truth table line by line, and properties over any leases and shifts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utelys.core.errors import Invalid
from utelys.core.light import DEFAULT_LEASE, HORIZON, MAX_AHEAD, Lease, Shift, check_claim, light_of
from utelys_protocol.base import dump
from utelys_protocol.light import Light
from utelys_protocol.words import ClaimAs, Duty, LightState, Show

NOW = datetime(2026, 11, 26, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

OLA = Lease("l1", "m-ola", "h1", ClaimAs.HOME, NOW + HOUR, Show.NAME, "Ola", Duty.PEER_MENTOR)
EVA = Lease("l2", "m-eva", "h1", ClaimAs.REACHABLE, NOW + 2 * HOUR, Show.DUTY, "Eva", Duty.KEEPER)
PER = Shift("s1", "m-per", NOW + 3 * HOUR, NOW + 6 * HOUR, Show.NAME, "Per", Duty.PEER_MENTOR)


@pytest.mark.parametrize(
    ("leases", "shifts", "known", "state"),
    [
        ([OLA, EVA], [PER], False, LightState.UNKNOWN),
        ([OLA, EVA], [PER], True, LightState.HOME),
        ([EVA], [PER], True, LightState.REACHABLE),
        ([], [PER], True, LightState.EXPECTED),
        ([], [], True, LightState.NOBODY),
    ],
)
def test_each_line_of_the_truth_table(
    leases: list[Lease], shifts: list[Shift], known: bool, state: LightState
) -> None:
    assert light_of("h1", NOW, leases, shifts, known).state is state


def test_who_is_home_comes_first_and_is_shown_as_chosen() -> None:
    light = dump(light_of("h1", NOW, [EVA, OLA], [PER]))
    assert light == {
        "house": "h1",
        "state": "home",
        "who": [
            {
                "state": "home",
                "until": "2026-11-26T18:00:00.000Z",
                "member": "m-ola",
                "name": "Ola",
                "duty": "peer_mentor",
            },
            {"state": "reachable", "until": "2026-11-26T19:00:00.000Z", "duty": "keeper"},
        ],
        "next": {
            "at": "2026-11-26T20:00:00.000Z",
            "until": "2026-11-26T23:00:00.000Z",
            "member": "m-per",
            "name": "Per",
            "duty": "peer_mentor",
        },
        "valid_until": "2026-11-26T18:00:00.000Z",
    }


def test_unknown_says_nothing_and_is_not_to_be_kept() -> None:
    light = light_of("h1", NOW, [OLA], [PER], known=False)
    assert (light.who, light.next, light.valid_until) == ([], None, NOW)


def test_a_lease_ends_at_its_end_and_not_after() -> None:
    assert light_of("h1", OLA.until - timedelta(milliseconds=1), [OLA]).state is LightState.HOME
    assert light_of("h1", OLA.until, [OLA]).state is LightState.NOBODY


def test_who_is_reachable_and_quiet_does_not_count_until_the_quiet_is_over() -> None:
    starts, ends = NOW + 10 * MINUTE, NOW + HOUR
    eva = replace(EVA, quiet=(starts, ends))
    before, in_it = light_of("h1", NOW, [eva]), light_of("h1", starts, [eva])
    assert (before.state, before.valid_until) == (LightState.REACHABLE, starts)
    assert (in_it.state, in_it.who, in_it.valid_until) == (LightState.NOBODY, [], ends)
    assert light_of("h1", ends, [eva]).valid_until == EVA.until
    assert light_of("h1", starts, [replace(eva, through_quiet=True)]).who == before.who
    assert light_of("h1", starts, [replace(eva, as_=ClaimAs.HOME)]).state is LightState.HOME


def test_a_lease_in_another_house_lights_nothing_here() -> None:
    assert light_of("h2", NOW, [OLA]).state is LightState.NOBODY


def test_a_shift_that_has_begun_is_no_longer_expected() -> None:
    later = replace(PER, id="s2", starts=PER.ends, ends=PER.ends + HOUR)
    assert light_of("h1", PER.starts, [], [PER]).state is LightState.NOBODY
    begun = light_of("h1", PER.starts, [], [PER, later])
    assert begun.state is LightState.EXPECTED
    assert begun.next is not None
    assert begun.next.at == later.starts


def test_a_shift_is_expected_from_a_day_before() -> None:
    assert light_of("h1", PER.starts - HORIZON - MINUTE, [], [PER]).state is LightState.NOBODY
    assert light_of("h1", PER.starts - HORIZON, [], [PER]).state is LightState.EXPECTED


def test_somebody_without_a_duty_who_shows_only_the_duty_is_just_somebody() -> None:
    (somebody,) = light_of("h1", NOW, [replace(EVA, duty=None)]).who
    assert dump(somebody) == {"state": "reachable", "until": "2026-11-26T19:00:00.000Z"}


moments = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda minutes: NOW + minutes * MINUTE)
duties = st.none() | st.sampled_from(Duty)
leases = st.builds(
    Lease,
    id=st.uuids().map(str),
    member=st.sampled_from(["m-ola", "m-eva", "m-per"]),
    house=st.sampled_from(["h1", "h2"]),
    as_=st.sampled_from(ClaimAs),
    until=moments,
    show=st.sampled_from(Show),
    name=st.sampled_from(["Ola", "Eva", "Per"]),
    duty=duties,
    through_quiet=st.booleans(),
    quiet=st.none() | st.tuples(moments, moments).filter(lambda two: two[0] < two[1]),
)
shifts = st.builds(
    lambda starts, lasts, **kept: Shift(starts=starts, ends=starts + lasts * HOUR, **kept),
    id=st.uuids().map(str),
    member=st.sampled_from(["m-ola", "m-eva", "m-per"]),
    starts=moments,
    lasts=st.integers(1, 24),
    show=st.sampled_from(Show),
    name=st.sampled_from(["Ola", "Eva", "Per"]),
    duty=duties,
)
many_leases = st.lists(leases, max_size=5)
many_shifts = st.lists(shifts, max_size=5)


def _holds(span: tuple[datetime, datetime] | None) -> bool:
    return span is not None and span[0] <= NOW < span[1]


def _said(light: Light) -> Light:
    return light.model_copy(update={"valid_until": NOW})


@given(many_leases, many_shifts, st.booleans())
def test_home_in_no_state_without_a_valid_home_lease(
    some: list[Lease], plans: list[Shift], known: bool
) -> None:
    light = light_of("h1", NOW, some, plans, known)
    here = [lease for lease in some if lease.house == "h1" and lease.until > NOW]
    if light.state is LightState.HOME:
        assert any(lease.as_ is ClaimAs.HOME for lease in here)
    elif known:
        assert not any(lease.as_ is ClaimAs.HOME for lease in here)
    asleep = [
        lease
        for lease in here
        if lease.as_ is ClaimAs.REACHABLE and not lease.through_quiet and _holds(lease.quiet)
    ]
    assert len(light.who) == (len(here) - len(asleep) if known else 0)
    if light.state is LightState.REACHABLE:
        assert len(here) > len(asleep)
    assert light.state is not LightState.EXPECTED or light.next is not None


@given(many_leases, many_shifts, st.floats(0, 1))
def test_nothing_said_changes_before_valid_until_and_something_does_at_it(
    some: list[Lease], plans: list[Shift], part: float
) -> None:
    light = light_of("h1", NOW, some, plans)
    assert NOW < light.valid_until <= NOW + MAX_AHEAD
    last = light.valid_until - timedelta(milliseconds=1)
    for moment in (NOW + (last - NOW) * part, last):
        assert _said(light_of("h1", moment, some, plans)) == _said(light)
    if light.valid_until < NOW + MAX_AHEAD:
        assert _said(light_of("h1", light.valid_until, some, plans)) != _said(light)


@given(many_leases, many_shifts)
def test_nothing_leaks_of_those_who_did_not_choose_their_name(
    some: list[Lease], plans: list[Shift]
) -> None:
    shy = [replace(lease, show=Show.DUTY) for lease in some if lease.show is Show.NAME]
    shy += [lease for lease in some if lease.show is not Show.NAME]
    shy_plans = [shift for shift in plans if shift.show is not Show.NAME]
    told = str(dump(light_of("h1", NOW, shy, shy_plans)))
    for secret in ("m-ola", "m-eva", "m-per", "Ola", "Eva", "Per"):
        assert f"'{secret}'" not in told
    for hidden in light_of("h1", NOW, [replace(lease, show=Show.NOBODY) for lease in some]).who:
        assert hidden.duty is None


@given(many_leases, many_shifts, st.randoms())
def test_the_order_in_which_rows_come_does_not_matter(
    some: list[Lease], plans: list[Shift], random: Random
) -> None:
    light = light_of("h1", NOW, some, plans)
    random.shuffle(some)
    random.shuffle(plans)
    assert light_of("h1", NOW, some, plans) == light


def test_a_claim_without_an_end_lasts_two_hours() -> None:
    assert check_claim(NOW) == NOW + DEFAULT_LEASE == NOW + 2 * HOUR


def test_a_claim_ends_when_the_member_said() -> None:
    assert check_claim(NOW, until=NOW + 5 * HOUR) == NOW + 5 * HOUR
    assert check_claim(NOW, for_=12 * HOUR) == NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("keeps", "ends"),
    [(NOW + HOUR, NOW + 2 * HOUR), (NOW + 5 * HOUR, NOW + 5 * HOUR), (NOW - HOUR, NOW + 2 * HOUR)],
)
def test_keeping_without_naming_an_end_never_brings_it_nearer(
    keeps: datetime, ends: datetime
) -> None:
    assert check_claim(NOW, keeps=keeps) == ends


def test_keeping_may_name_a_nearer_end() -> None:
    assert check_claim(NOW, until=NOW + HOUR, keeps=NOW + 5 * HOUR) == NOW + HOUR


@pytest.mark.parametrize(
    ("until", "for_", "field"),
    [
        (NOW, None, "until"),
        (NOW - HOUR, None, "until"),
        (NOW + 12 * HOUR + timedelta(milliseconds=1), None, "until"),
        (None, timedelta(0), "for"),
        (None, 13 * HOUR, "for"),
        (NOW + HOUR, HOUR, "until"),
    ],
)
def test_a_claim_out_of_bounds_is_refused_with_its_field(
    until: datetime | None, for_: timedelta | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_claim(NOW, until=until, for_=for_)
    assert refused.value.field == field
    assert refused.value.title.endswith(".")
