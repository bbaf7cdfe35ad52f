"""What is no frame is refused in words, and answered by its id where an answer can carry it."""

import pytest

from utelys_protocol.codec import BadFrame, read_up


@pytest.mark.parametrize("id_", ["a b", " ", "a\tb", "\x7f", "å", "", "x" * 129])
def test_an_id_that_no_result_can_carry_is_not_answered_by(id_: str) -> None:
    frame = f'{{"type":"command","id":"{id_}","name":"a.b"}}'
    with pytest.raises(BadFrame) as caught:
        read_up(frame)
    assert caught.value.id is None


def test_a_command_whose_id_can_be_read_is_answered_by_it() -> None:
    with pytest.raises(BadFrame) as caught:
        read_up(b'{"type":"command","id":"c1","name":7}')
    assert (caught.value.id, caught.value.field) == ("c1", "name")
