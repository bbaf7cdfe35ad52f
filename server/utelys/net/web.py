"""The web client: the files that its build left in `_web`, served from memory.

Nothing that members write is served here. The policy lets the page load what came with it and talk
to this server, and nothing else: no script from text, no style from text but the build's own, which
is known by its hash, no other site.
"""

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

from utelys.net.answers import mark_of, marked

FOLDER = Path(__file__).resolve().parent.parent / "_web"
"""Where `make web` puts the build; the wheel carries it."""

_INLINE = re.compile(rb"<(script|style)>(.*?)</\1>", re.DOTALL)


def policy(page: bytes = b"") -> str:
    """Content Security Policy Level 3, with Trusted Types, for a page of the build.

    What stands in the page itself, the door for a first visit and its styles, is allowed by hash.
    """
    inline = {b"script": "", b"style": ""}
    for kind, text in _INLINE.findall(page):
        inline[kind] += f" 'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{inline[b'script']}",
            f"style-src 'self'{inline[b'style']}",
            "img-src 'self' blob:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            # Svelte's own policy for the templates it was compiled from, and ours for the worker.
            "trusted-types svelte-trusted-html utelys-worker",
        )
    )


_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
_OF_A_PAGE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
}
"""For what a browser opens or runs by itself, pages and the worker. A phone on prepaid data does
not pay for them again with each part of a page, which they say nothing about."""
_NOTHING = "default-src 'none'"
"""The policy of a part, should somebody open it by itself."""
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_A_DAY = "public, max-age=86400"

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

_NOT_BUILT = """<!doctype html>
<title>Utelys</title>
<h1>Utelys</h1>
<p>The server runs, but the web client has not been built.
Run <code>make web</code> and start again.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the build: its bytes by encoding, and what is said of it."""

    content_type: str
    cache: str
    mark: str
    headers: dict[str, str]
    bodies: dict[str, bytes]


def read(folder: Path) -> dict[str, Page]:
    """Every file of a build by its path on the site; empty where there is none."""
    pages: dict[str, Page] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in (".br", ".gz"):
            pages["/" + file.relative_to(folder).as_posix()] = _page(file)
    return pages


def _page(file: Path) -> Page:
    bodies = {"identity": file.read_bytes()}
    for name, suffix in (("br", ".br"), ("gzip", ".gz")):
        packed = file.with_name(file.name + suffix)
        if packed.is_file():
            bodies[name] = packed.read_bytes()
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    cache = _A_DAY
    if file.parent.name == "assets":
        cache = _FOR_EVER
    elif file.suffix in (".html", ".js"):
        cache = _ASK_AGAIN
    return Page(
        content_type=_TYPES.get(file.suffix, guessed),
        cache=cache,
        mark=mark_of(bodies["identity"]),
        headers=_headers(file, bodies["identity"]),
        bodies=bodies,
    )


def _headers(file: Path, body: bytes) -> dict[str, str]:
    if file.suffix == ".html":
        return _of_a_page(policy(body))
    if file.name == "sw.js":
        return _of_a_page(policy())
    return {**_HEADERS, "Content-Security-Policy": _NOTHING}


def _of_a_page(rules: str) -> dict[str, str]:
    return {**_HEADERS, **_OF_A_PAGE, "Content-Security-Policy": rules}


def routes(folder: Path = FOLDER) -> list[web.RouteDef]:
    """The routes of the web client; `/` and `/join` are the one page that holds every screen."""
    pages = read(folder)
    index = pages.pop("/index.html", None) or Page(
        _TYPES[".html"], _ASK_AGAIN, "none", _of_a_page(policy()), {"identity": _NOT_BUILT.encode()}
    )
    pages |= {"/": index, "/join": index}

    async def serve(request: web.Request) -> web.StreamResponse:
        return _answer(request, pages[request.path])

    return [web.get(path, serve) for path in pages]


def _answer(request: web.Request, page: Page) -> web.Response:
    encoding = _encoding(request.headers.get(hdrs.ACCEPT_ENCODING, ""), page)
    of_body = {"Content-Type": page.content_type}
    if encoding != "identity":
        of_body["Content-Encoding"] = encoding
    headers = {**page.headers, "Cache-Control": page.cache}
    if page.cache == _FOR_EVER:  # nobody asks whether it is still the same
        return web.Response(body=page.bodies[encoding], headers={**headers, **of_body})
    return marked(request, page.bodies[encoding], page.mark, headers, of_body)


def _encoding(accepted: str, page: Page) -> str:
    """The smallest form that the browser says it reads (RFC 9110, section 12.5.3)."""
    offered = {}
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";")
        offered[name.strip().lower()] = weight.replace(" ", "") not in ("q=0", "q=0.0")
    for name in ("br", "gzip"):
        if name in page.bodies and offered.get(name, False):
            return name
    return "identity"
