"""Texts that want to be more than text, and a house where everything is called so."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from tests.kit.browser import PHONE, Visitor
from tests.kit.long_room import accept
from tests.kit.program import Program

SCRIPT = "<img src=x onerror=owned=1><script>owned=1</script>"
TURNED = "\u202egnp.exe \u2067\u05d1\u05e2\u05d1\u05e8\u05d9\u05ea\u2066\u2066 åpne"
ARABIC = "\u0645\u062d\u0645\u062f\u200b\u200d\u2060\ufeff\u0646\u0648\u0631"
LONG = "W" * 60
EMOJI = "\U0001f525" * 60
MARKS = "Z\u0338\u0322\u031b\u0354a\u0336\u0321l\u0337\u033ag\u0335o\u0338" * 3
TEMPLATE = "{{constructor.constructor('owned=1')()}} </textarea>"
NAMES = (SCRIPT, TURNED, ARABIC, LONG, EMOJI, MARKS, TEMPLATE)
MESSAGES = (*NAMES, "\U0001f525" * 8_000, "a\u200b" * 2_000, SCRIPT * 20)

_ACCEPT = """async ([code, name, device_name]) => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': code }
    const body = JSON.stringify({ code, name, device_name, language: 'nb' })
    const said = { method: 'POST', headers, body }
    const answer = await fetch('/api/v1/commands/invite.accept', said)
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()).member.id
}"""
_DO = """async ([name, args]) => {
    const id = crypto.randomUUID()
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id }
    const said = { method: 'POST', headers, body: JSON.stringify(args) }
    const answer = await fetch(`/api/v1/commands/${name}`, said)
    if (!answer.ok) throw new Error(name + await answer.text())
    return answer.json()
}"""
_UPLOAD = """async ([room, name]) => {
    const headers = { 'Utelys-Room': room, 'Utelys-Name': encodeURIComponent(name) }
    const answer = await fetch('/api/v1/files', { method: 'POST', headers, body: 'a text' })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()).id
}"""
_STREAMS = "fetch('/api/v1/streams').then((one) => one.json()).then(({ streams }) => streams)"
_LISTEN = """() => {
    window.violations = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        violations.push(`${violatedDirective} ${blockedURI}`))
}"""
_WRONG = r"""() => {
    const found = violations.splice(0)
    if (window.owned) found.push('a script ran')
    const over = document.scrollingElement.scrollWidth - innerWidth
    if (over > 0) found.push(`${over} px too wide`)
    const made = document.querySelectorAll('main script, main [onerror], main img[src=x]')
    if (made.length > 0) found.push(`${made.length} elements from text`)
    const turns = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
    if (turns.test(document.title)) found.push('the title is turned')
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode
        const own = parentElement.closest('.own, bdi, [dir=auto]')
        const alone = own && getComputedStyle(own).unicodeBidi !== 'normal'
        const where = parentElement.outerHTML.slice(0, 90)
        if (turns.test(data) && !alone) found.push(`turned: ${where}`)
    }
    return found
}"""

UI = Path(__file__).parents[2] / "clients/web/src/ui"


def places() -> list[str]:
    """Every place that a screen stands at, read from the screens themselves."""
    found = {
        place
        for path in sorted(UI.rglob("*.svelte"))
        for place in re.findall(r"place === '([^']*)'", path.read_text(encoding="utf-8"))
    }
    return sorted(found - {"ut"})


@dataclass
class HostileHouse:
    """Who is there, and where there is something to see, beside the plain places."""

    helper: Visitor
    resident: Visitor
    house: str = ""
    rooms: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)


async def come_in(browser: Browser, server: Program, name: str, device: str, *role: str) -> Visitor:
    """Come in on a narrow phone under any name, from a device that is called anything."""
    context = await browser.new_context(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    page = await context.new_page()
    visitor = Visitor(context, page, name, server.url)
    await page.goto(server.url)
    code = (await server.invite(*role)).partition("#")[2]
    await page.evaluate(_ACCEPT, [code, name, device])
    await page.reload()
    await expect(page.get_by_role("link", name="Rom")).to_be_visible()
    await page.evaluate(_LISTEN)
    return visitor


async def do(visitor: Visitor, name: str, /, **args: Any) -> dict[str, Any]:
    """Carry out a command as this visitor."""
    done: dict[str, Any] = await visitor.page.evaluate(_DO, [name, args])
    return done


async def wrong(visitor: Visitor) -> list[str]:
    """What on this screen is more than text, or shows text where it does not belong."""
    found: list[str] = await visitor.page.evaluate(_WRONG)
    return found


async def furnish(browser: Browser, server: Program) -> HostileHouse:
    """A house where every name, title, place, message and file is hostile."""
    role = ("resident", "peer_mentor", "group_leader", "keeper")
    helper = await come_in(browser, server, SCRIPT, TURNED, *role)
    resident = await come_in(browser, server, TURNED, SCRIPT, "resident", "peer_mentor")
    made = HostileHouse(helper, resident)
    for name in NAMES[2:]:
        invited = await do(helper, "invite.create", stage="friend")
        await accept(server, invited["code"], name)
    streams = await helper.page.evaluate(_STREAMS)
    of_kind = {kind: one["id"] for one in streams for kind in [one["kind"]]}
    made.house = of_kind["house"].partition(":")[2]
    made.rooms.append(of_kind["room"].partition(":")[2])
    for name in NAMES:
        opened = await do(helper, "room.open", kind="group", name=name)
        made.rooms.append(opened["room"]["id"])
        await do(helper, "room.open", kind="topic", name=name)
    await _write(made)
    await _plan(made)
    await do(helper, "home.claim", house=made.house, show="name")
    return made


async def _write(made: HostileHouse) -> None:
    room = made.rooms[0]
    for text in MESSAGES:
        await do(made.resident, "message.send", room=room, text=text)
    seq = 0
    for name in NAMES:
        file = await made.resident.page.evaluate(_UPLOAD, [room, name])
        seq = (await do(made.resident, "message.send", room=room, files=[file]))["seq"]
    for replied in (seq, seq - len(NAMES)):
        await do(made.helper, "message.send", room=room, text=TURNED, reply_to=replied)
    await do(made.helper, "message.react", room=room, seq=seq, reaction=TURNED[:16])


async def _plan(made: HostileHouse) -> None:
    now = "new Date(Date.now() + 864e5).toLocaleDateString('sv')"
    day = await made.helper.page.evaluate(now)
    for text in (*NAMES, LONG * 3):
        planned = await do(
            made.helper,
            "activity.plan",
            title=text,
            place=text,
            meet_at=text,
            bring=text,
            house=made.house,
            starts={"wall": f"{day}T18:00", "zone": "Europe/Oslo"},
        )
        activity = planned["activity"]["id"]
        made.activities.append(activity)
        answer = {"activity": activity, "occurrence": "all", "answer": "coming"}
        await do(made.resident, "activity.answer", **answer)
