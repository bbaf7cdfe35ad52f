"""What people do in rooms: show who they are, find what was said, come and go."""

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, FilePayload, expect

from tests.kit.browser import at_home
from tests.kit.program import Program

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVA = ("Eva", "former_resident peer_mentor keeper")
OLA = ("Ola", "resident")


def portrait() -> FilePayload:
    """A picture of somebody, larger than what is sent of it."""
    picture = Image.new("RGB", (900, 600), (120, 160, 190))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((330, 330, 570, 800), fill=(60, 80, 70))
    draw.ellipse((370, 140, 530, 340), fill=(224, 190, 160))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return {"name": "meg.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def test_a_picture_of_oneself_is_seen_by_others_and_taken_away_again(
    server: Program, browser: Browser
) -> None:
    async with at_home(browser, server, EVA, OLA) as (eva, ola):
        await eva.go("meg")
        await eva.page.get_by_label("Velg et bilde").set_input_files([portrait()])
        await expect(eva.main.locator(".face img")).to_be_visible()
        await ola.go("skriv")
        face = ola.main.locator(".line", has_text="Eva").locator("img")
        await expect(face).to_have_js_property("naturalWidth", 144)
        # It is on the phone now, and shown from there.
        await ola.worker_ready()
        await ola.context.set_offline(True)
        await ola.page.reload()
        await expect(face).to_have_js_property("naturalWidth", 144)
        await ola.context.set_offline(False)
        await eva.tap("Ta bort bildet")
        await expect(eva.main.locator(".face img")).to_have_count(0)
        await expect(face).to_have_count(0)
        await eva.page.get_by_label("Velg et bilde").set_input_files(
            [FilePayload(name="x.jpg", mimeType="image/jpeg", buffer=b"ikke et bilde")]
        )
        await eva.sees(re.compile("kan ikke leses"))
