"""What a phone's browser has on it for the app."""

from playwright.async_api import Page

_STORED = """async () => {
    const database = await new Promise((done) => {
        const request = indexedDB.open('utelys')
        request.onsuccess = () => done(request.result)
    })
    const found = []
    for (const name of database.objectStoreNames) {
        const store = database.transaction(name).objectStore(name)
        const all = await new Promise((done) => {
            const request = store.getAll()
            request.onsuccess = () => done(request.result)
        })
        const text = (value) =>
            value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value
        found.push(...all.map((one) => JSON.stringify(one, (_, value) => text(value))))
    }
    database.close()
    return found
}"""
_CACHED = """async () => {
    const found = []
    for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys()
        found.push(...kept.map(({ url }) => new URL(url).pathname))
    }
    return found
}"""


async def stored(page: Page) -> list[str]:
    """Everything in the database, as text, one for each thing."""
    found: list[str] = await page.evaluate(_STORED)
    return found


async def cached(page: Page) -> list[str]:
    """The paths of all that is kept of the app itself."""
    found: list[str] = await page.evaluate(_CACHED)
    return found
