"""Figures for whoever watches the service, as Prometheus reads them.

Several processes share theirs in a folder, by the way that `prometheus_client` documents: PROMETHEUS_MULTIPROC_DIR is
set before that library is imported.
"""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from graph.store import GraphStore, Reader

MEDIA = "text/plain"
SHARED = "PROMETHEUS_MULTIPROC_DIR"

_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_RUN_SECONDS = (1, 5, 15, 30, 60, 120, 300, 900, 3600)
_STATES = ("queued", "running", "done", "failed", "cancelled")


class Metrics:
    """What one process counts. Safe for several threads."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._requests = Histogram(
            "tongxin_request_seconds",
            "Seconds until an answer begins, by route and class of status.",
            ["method", "route", "status"],
            buckets=_REQUEST_SECONDS,
            registry=self._own,
        )
        self._runs = Histogram(
            "tongxin_run_seconds",
            "Seconds that a run's worker took, by how the run ended.",
            ["state"],
            buckets=_RUN_SECONDS,
            registry=self._own,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered. `route` is the route's template, never the path that was asked for."""
        self._requests.labels(method, route, f"{status // 100}xx").observe(seconds)

    def run_ended(self, state: str, seconds: float) -> None:
        """A run's worker has ended."""
        self._runs.labels(state).observe(seconds)

    def text(self, store: GraphStore) -> bytes:
        """Everything in Prometheus's text format: what all processes counted where they share, what the store says
        now, and what the system says of the process that answers."""
        counted = self._own
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        ProcessCollector(registry=now)
        with store.snapshot() as reader:
            now.register(_Figures(reader))
            return generate_latest(counted) + generate_latest(now)


class _Figures(Collector):
    """What the store says."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def collect(self) -> Iterator[Metric]:
        states = self._reader.columns("Run", "state")["state"].to_list()
        runs = GaugeMetricFamily("tongxin_runs", "Runs in the store, by state.", labels=["state"])
        for state in _STATES:
            runs.add_metric([state], states.count(state))
        yield runs
        yield GaugeMetricFamily("tongxin_run_queue", "Runs that wait for a worker.", states.count("queued"))
        yield GaugeMetricFamily("tongxin_store_version", "Writes to the store since it was made.", self._reader.version)
