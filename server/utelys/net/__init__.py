"""Both doors, socket and HTTP; the only place that knows aiohttp."""
