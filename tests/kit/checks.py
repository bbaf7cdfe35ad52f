"""What every screen must hold: axe finds nothing, nothing is cut off or too small to tap."""

from pathlib import Path

from tests.kit.browser import Visitor

_AXE = Path(__file__).parents[2] / "clients/web/node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOK = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: tags, preload: false })
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target} ${node.failureSummary ?? ''}`))
}"""
_WIDER = "document.scrollingElement.scrollWidth - innerWidth"
_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter((one) => one.checkVisibility({ opacityProperty: true }) && !one.closest('.sr, label'))
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, box]) => box.right > 0 && (box.width < 43.5 || box.height < 43.5))
    .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


async def axe(visitor: Visitor) -> list[str]:
    """What axe finds; its script comes in from outside, so the context must bypass the policy."""
    await visitor.page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = await visitor.page.evaluate(_LOOK, _RULES)
    return found


async def cut_off(visitor: Visitor, size: str) -> list[str]:
    """How far the page is wider than the phone with text of this size, `100%` or `200%`."""
    root = "document.documentElement.style.fontSize"
    await visitor.page.evaluate(f"{root} = {size!r} === '100%' ? '' : '34px'")
    over = await visitor.page.evaluate(_WIDER)
    return [f"{over} px at {size}"] if over > 0 else []


async def too_small(visitor: Visitor) -> list[str]:
    """What is smaller than 44 pixels and yet there to be tapped."""
    found: list[str] = await visitor.page.evaluate(_SMALL)
    return found


_TABS = """() => {
    const reached = new Set()
    const hidden = []
    window.reach = () => {
        const missed = [...wanted].filter((one) => one.isConnected && !reached.has(one))
        return [...missed.map((one) => `not reached: ${one.outerHTML.slice(0, 90)}`), ...hidden]
    }
    const parts = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    const shown = () => [...document.querySelectorAll(parts)].filter((one) =>
        !one.disabled && one.type !== 'radio' && one.checkVisibility({ visibilityProperty: true }))
    const wanted = new Set(shown())
    // In a date one goes from part to part.
    window.steps = () =>
        shown().length + 4 * document.querySelectorAll('[type=date], [type=time]').length
    if (!window.onReach) document.addEventListener('focusin', ({ target }) => onReach(target))
    window.onReach = (one) => {
        reached.add(one)
        const drawn = [one, one.parentElement].some((each) =>
            getComputedStyle(each).outlineStyle !== 'none')
        if (!drawn && wanted.has(one)) hidden.push(`not seen: ${one.outerHTML.slice(0, 90)}`)
    }
}"""


async def out_of_reach(visitor: Visitor) -> list[str]:
    """What the keyboard does not come to with the tabulator alone, or comes to without a sign."""
    await visitor.page.evaluate(_TABS)
    pressed = 0
    # More may come while one goes: all of it is passed before one is round.
    while pressed < await visitor.page.evaluate("steps()") + 4:
        await visitor.page.keyboard.press("Tab")
        pressed += 1
    found: list[str] = await visitor.page.evaluate("reach()")
    return found
