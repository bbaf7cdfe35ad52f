"""Pictures that people choose on their phones."""

import io

from PIL import Image, ImageDraw
from playwright.async_api import FilePayload


def portrait(shade: int = 120) -> FilePayload:
    """A picture of somebody, larger than what is sent of it."""
    picture = Image.new("RGB", (900, 600), (shade, 160, 190))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((330, 330, 570, 800), fill=(60, 80, 70))
    draw.ellipse((370, 140, 530, 340), fill=(224, 190, 160))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return {"name": "meg.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
