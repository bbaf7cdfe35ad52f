"""Refusals as both doors tell them."""

from http import HTTPStatus

from aiohttp import web
from pydantic_core import to_json

from utelys.core.errors import Refusal, TooMany
from utelys_protocol.frames import Problem
from utelys_protocol.words import ErrorCode

STATUS: dict[ErrorCode, HTTPStatus] = {
    ErrorCode.INVALID: HTTPStatus.BAD_REQUEST,
    ErrorCode.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    ErrorCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorCode.CONFLICT: HTTPStatus.CONFLICT,
    ErrorCode.GONE: HTTPStatus.GONE,
    ErrorCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ErrorCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


def problem(refusal: Refusal) -> Problem:
    """Make of a refusal what is told of it."""
    return Problem(
        code=refusal.code, title=refusal.title, detail=refusal.detail, field=refusal.field
    )


def problem_response(refusal: Refusal) -> web.Response:
    """Answer with RFC 9457 problem details; our members `code` and `field` stand beside its own."""
    status = STATUS[refusal.code]
    told = problem(refusal).model_dump(mode="json", exclude_none=True)
    headers = {"Cache-Control": "no-store"}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    return web.Response(
        body=to_json({"type": "about:blank", "status": status.value, **told}),
        status=status.value,
        content_type="application/problem+json",
        headers=headers,
    )
