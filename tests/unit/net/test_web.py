"""The web client is served as its policy, its hashes and the browser's own words allow."""

import base64
import gzip
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from utelys.net.web import routes


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    files = {"index.html": b"<!doctype html>", "sw.js": b"1", "assets/index-abc.js": b"2" * 99}
    for name, body in files.items():
        file = tmp_path / name
        file.write_bytes(body)
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(body))
    (tmp_path / "icon-192.png").write_bytes(b"png")
    return tmp_path


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application()
    app.add_routes(routes(folder))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(address, auto_decompress=False) as session:
        yield session
    await runner.cleanup()


async def test_the_page_carries_a_policy_that_trusts_no_text(build: Path) -> None:
    async with site(build) as session, session.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-" not in policy
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_what_stands_in_the_page_itself_is_allowed_by_its_hash_alone(build: Path) -> None:
    style, script = b"p{color:red}", "console.log('blåbær')".encode()
    page = b'<style>%s</style><script src="/a.js"></script><script>%s</script>' % (style, script)
    (build / "index.html").write_bytes(page)
    async with site(build) as session:
        async with session.get("/join") as answer:
            policy = answer.headers["Content-Security-Policy"].split("; ")
        async with session.get("/sw.js") as answer:
            others = answer.headers["Content-Security-Policy"].split("; ")
    for kind, text in (("style", style), ("script", script)):
        known = base64.b64encode(hashlib.sha256(text).digest()).decode()
        assert f"{kind}-src 'self' 'sha256-{known}'" in policy
        assert f"{kind}-src 'self'" in others


async def test_the_parts_of_a_page_carry_no_more_than_they_need(build: Path) -> None:
    async with site(build) as session, session.get("/assets/index-abc.js") as answer:
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Permissions-Policy" not in answer.headers


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/join", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/assets/index-abc.js", "public, max-age=31536000, immutable"),
        ("/icon-192.png", "public, max-age=86400"),
    ],
)
async def test_only_what_has_its_hash_in_its_path_is_kept_for_ever(
    build: Path, path: str, cache: str
) -> None:
    async with site(build) as session, session.get(path) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == cache


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("gzip, deflate", "gzip"), ("br;q=0, gzip;q=0", None), ("identity", None)],
)
async def test_a_ready_made_smaller_form_goes_to_whoever_reads_it(
    build: Path, accepts: str, encoding: str | None
) -> None:
    async with site(build) as session:
        headers = {"Accept-Encoding": accepts}
        async with session.get("/assets/index-abc.js", headers=headers) as answer:
            assert answer.headers.get("Content-Encoding") == encoding
            body = await answer.read()
            assert (gzip.decompress(body) if encoding else body) == b"2" * 99


async def test_what_has_not_changed_is_not_sent_again(build: Path) -> None:
    async with site(build) as session:
        async with session.get("/") as first:
            tag = first.headers["ETag"]
        async with session.get("/", headers={"If-None-Match": tag}) as again:
            assert again.status == 304
            assert await again.read() == b""


@pytest.mark.parametrize("path", ["/index.html.gz", "/../secret", "/assets/", "/assets/../x"])
async def test_nothing_but_the_files_of_the_build_is_served(build: Path, path: str) -> None:
    async with site(build) as session, session.get(path) as answer:
        assert answer.status == 404


async def test_a_server_without_a_build_says_how_to_make_it(tmp_path: Path) -> None:
    async with site(tmp_path) as session, session.get("/") as answer:
        assert answer.status == 200
        assert "make web" in await answer.text()
