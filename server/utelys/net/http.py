"""The HTTP door for commands: for notification actions, scripts and clients without a socket."""

from dataclasses import replace

from aiohttp import web
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from ulid import ULID

from utelys import commands
from utelys.actions.row import Row
from utelys.core.errors import Invalid, Refusal, Unauthenticated
from utelys.net.answers import told
from utelys.net.asked import identify, whole_body
from utelys.net.gate import same_origin, visitor
from utelys.net.parts import PARTS, Parts
from utelys.net.problems import problem_response
from utelys.store.writer import command_key
from utelys_protocol.base import MAX_FRAME, CommandId
from utelys_protocol.commands import SHAPES
from utelys_protocol.commands.invites import InviteAccept
from utelys_protocol.http import COOKIE

_COMMAND_ID: TypeAdapter[str] = TypeAdapter(CommandId)
_A_YEAR = 365 * 86_400
_SIGN_OUT = "device.sign_out"


async def command(request: web.Request) -> web.StreamResponse:
    """`POST /api/v1/commands/{name}`: the body is the arguments, `Idempotency-Key` the id."""
    parts = request.app[PARTS]
    row = commands.find(request.match_info["name"])
    id_ = _command_id(request)
    if SHAPES[row.name].args.OPEN:
        caller = replace(visitor(request, parts.settings), command=id_)
    else:
        try:
            caller = await identify(request, id_)
        except Unauthenticated as refusal:
            # Signed out already, and the answer was lost: what opens nothing need not be kept.
            if row.name != _SIGN_OUT:
                raise
            return _without_cookie(request, problem_response(refusal), parts)
    parts.gate.check_rate(row.rate, caller)
    args = commands.read_args(row, await _body(request))
    await parts.carrier.check(args)
    ready = await commands.prepared(row, args)
    key = None if row.secret else command_key(caller.device, id_)
    try:
        result = await parts.writer.do(commands.bind(row, caller, ready), key=key)
    except Refusal as refusal:
        parts.gate.count_guess(row.rate, caller, refusal)
        raise
    if row.name == _SIGN_OUT and from_json(result)["device"] == caller.device:
        return _without_cookie(request, told(result), parts)
    return _with_cookie(request, row, result, parts)


def _without_cookie(request: web.Request, response: web.Response, parts: Parts) -> web.Response:
    """A browser whose device has ended lets go of its key; a page from elsewhere takes none."""
    if COOKIE in request.cookies and same_origin(request):
        _set_cookie(request, response, parts, "", 0)
    return response


def _set_cookie(
    request: web.Request, response: web.Response, parts: Parts, value: str, max_age: int
) -> None:
    secure = request.secure or (parts.settings.public_url or "").startswith("https:")
    response.set_cookie(
        COOKIE, value, httponly=True, samesite="Strict", secure=secure, max_age=max_age, path="/"
    )


def _with_cookie(request: web.Request, row: Row, result: bytes, parts: Parts) -> web.Response:
    """A browser that comes in gets its key as a cookie that no script can read, and only there."""
    args = SHAPES[row.name].args
    if args is not InviteAccept or "Origin" not in request.headers or not same_origin(request):
        return told(result)
    accepted = from_json(result)
    token = accepted.pop("token")
    response = told(to_json(accepted))
    _set_cookie(request, response, parts, token, _A_YEAR)
    return response


def _command_id(request: web.Request) -> str:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return str(ULID())
    try:
        return _COMMAND_ID.validate_python(given)
    except ValidationError:
        title = "The header Idempotency-Key takes 1 to 128 printable ASCII characters."
        raise Invalid(title, field="Idempotency-Key") from None


async def _body(request: web.Request) -> object:
    if "Content-Type" in request.headers and request.content_type != "application/json":
        raise Invalid("The arguments are sent as application/json.", field="Content-Type")
    within = request.app[PARTS].settings.request_within
    too_large = "A command may be at most 64 KiB (65,536 bytes); send less at once."
    try:
        body = await whole_body(request, MAX_FRAME, within, what="body", too_large=too_large)
    except TimeoutError:
        raise Slow from None
    try:
        args = from_json(body) if body else {}
    except ValueError:
        raise Invalid("The body is not JSON.") from None
    if not isinstance(args, dict):
        raise Invalid("The body must be a JSON object with the command's arguments.")
    return args


class Slow(web.HTTPRequestTimeout):
    """A body that does not come."""

    def __init__(self) -> None:
        super().__init__(reason="The body did not arrive in time; send it again")
