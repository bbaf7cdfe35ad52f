"""What goes wrong with one push stays with that one: nothing is stuck, and nobody else waits."""

from pathlib import Path

import pytest

from tests.kit.process import run
from tests.kit.push_scene import scene


@pytest.mark.parametrize(
    "address", ["https://home.example.org:8443", "https://home.example.org/utelys", "https://hus"]
)
async def test_pushes_arrive_whatever_the_address_of_the_house_looks_like(
    tmp_path: Path, address: str
) -> None:
    async with scene(tmp_path, public_url=address) as at:
        await at.house.do(at.ola, "push.test")
        await at.browser.push(kind="test")


async def test_one_that_cannot_be_signed_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path) as at:
        signer, tries = at.house.running.parts.post.signer, []
        sign = type(signer).authorization

        def fails_once(*args: object) -> str:
            tries.append(args)
            if len(tries) == 1:
                raise ValueError("out of ink")
            return sign(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(type(signer), "authorization", fails_once)
        await at.house.do(at.ola, "push.test")
        await at.until("sending")
        await at.answered()
        at.house.clock.move(seconds=6)
        await at.browser.push(kind="test")
        await at.until("sent")


async def test_a_contact_that_nothing_can_be_signed_with_is_one_plain_sentence(
    tmp_path: Path,
) -> None:
    code, _, complained = await run(
        "serve", "--data", tmp_path, "--port", "0", UTELYS_PUSH_CONTACT="mailto:drift@hus"
    )
    assert code == 1
    assert "UTELYS_PUSH_CONTACT is not what push services take" in complained
    assert "Traceback" not in complained
