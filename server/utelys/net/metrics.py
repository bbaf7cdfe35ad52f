"""`GET /metrics`: counts for the one who runs the server, in the form of Prometheus; no ids."""

from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from utelys.core.deliveries import State
from utelys.net.parts import PARTS, Parts
from utelys.version import version
from utelys_protocol.words import AskState


class PartsCollector(Collector):
    """Reads the counts where they stand, when they are asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        writer, hub = self._parts.writer, self._parts.hub
        yield InfoMetricFamily("utelys_build", "What runs.", {"version": version()})
        yield GaugeMetricFamily("utelys_ready", "1 while members are taken.", self._parts.ready)
        yield GaugeMetricFamily("utelys_connections", "Open sockets.", hub.connections)
        yield GaugeMetricFamily("utelys_jobs_waiting", "Waiting for a commit.", writer.waiting)
        yield CounterMetricFamily("utelys_commits", "Transactions committed.", writer.commits)
        yield CounterMetricFamily("utelys_jobs", "Jobs carried out or refused.", writer.jobs)
        yield CounterMetricFamily("utelys_failures", "Transactions rolled back.", writer.failures)
        yield CounterMetricFamily("utelys_cut", "Devices cut for reading slowly.", hub.cut)
        space = self._parts.space()
        yield GaugeMetricFamily("utelys_files_bytes", "What files take.", space.used)
        yield GaugeMetricFamily("utelys_files_most_bytes", "What files may take.", space.most)
        yield GaugeMetricFamily("utelys_disk_free_bytes", "Free on the disk.", space.free)
        yield GaugeMetricFamily(
            "utelys_disk_low", "1 while the disk is too full for files.", space.is_low
        )
        pushes = CounterMetricFamily(
            "utelys_pushes",
            "Messages to push services, by the states they came into.",
            labels=["state"],
        )
        for state in State:
            pushes.add_metric([state], self._parts.post.counts[state])
        yield pushes
        calls = self._parts.calls
        yield CounterMetricFamily("utelys_calls", "Calls for someone.", calls["raised"])
        yield CounterMetricFamily(
            "utelys_calls_handed_over",
            "Calls that nobody took, and that ended with the crisis numbers.",
            calls[AskState.HANDED_OVER],
        )


async def metrics(request: web.Request) -> web.StreamResponse:
    """Answer with all counts."""
    registry = CollectorRegistry()
    registry.register(PartsCollector(request.app[PARTS]))
    return web.Response(body=generate_latest(registry), content_type="text/plain", charset="utf-8")
