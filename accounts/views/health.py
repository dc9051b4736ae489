"""Probes: `/healthz` (this process answers) and `/readyz` (it can serve). Neither tells versions or data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.selectors.readiness import parts

# Without these no page can be served; without redis or a worker pages go on and work waits.
NEEDED = ("database", "migrations", "accounts")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive, whatever else is down: a restart would not help the database."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 "ok", 200 "degraded" (redis or worker away), or 503 "unavailable"."""
    held = parts()
    if not all(held[name] for name in NEEDED):
        return JsonResponse({"status": "unavailable", "checks": held}, status=503, headers={"Retry-After": "10"})
    return JsonResponse({"status": "ok" if all(held.values()) else "degraded", "checks": held})
