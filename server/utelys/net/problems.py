"""Refusals as both doors tell them."""

from aiohttp import web

from utelys.core.errors import Invalid, NotFound, Refusal, TooMany, Unavailable
from utelys.net.answers import NO_STORE
from utelys_protocol import codec
from utelys_protocol.frames import Problem
from utelys_protocol.http import problem_document

_SOON = 5


def problem(refusal: Refusal) -> Problem:
    """Make of a refusal what is told of it."""
    return Problem(
        code=refusal.code, title=refusal.title, detail=refusal.detail, field=refusal.field
    )


def problem_response(refusal: Refusal, status: int | None = None, **more: str) -> web.Response:
    """Answer with RFC 9457 problem details; our `code` and `field` stand beside its members.

    `status` is for what HTTP has a number of its own for and our codes do not.
    """
    document = problem_document(problem(refusal))
    if status is not None:
        document = document.model_copy(update={"status": status})
    headers = NO_STORE | more
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unavailable):
        headers["Retry-After"] = str(_SOON)
    return web.Response(
        body=codec.write(document),
        status=document.status,
        content_type="application/problem+json",
        headers=headers,
    )


def library_refusal(error: web.HTTPException) -> web.Response:
    """Say in our form what aiohttp refuses by itself."""
    if error.status == 404:
        return problem_response(NotFound("There is nothing at this address."))
    if isinstance(error, web.HTTPMethodNotAllowed):
        allowed = ", ".join(sorted(error.allowed_methods))
        title = f"This address takes {allowed}, and no other method."
        return problem_response(Invalid(title), error.status, Allow=allowed)
    return problem_response(Invalid(f"This request cannot be taken: {error.reason}."), error.status)
