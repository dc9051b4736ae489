"""The whole surface in one list; paths in Bahasa Indonesia as on screen (contract §4)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from permits.api.router import api

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.forbidden"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("enrollment.urls")),
    path("", include("permits.urls")),
    path("", include("monitoring.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
