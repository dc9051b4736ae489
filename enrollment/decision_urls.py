"""URLs of merging two records into one."""

from __future__ import annotations

from django.urls import path

from enrollment.views import merging

urlpatterns = [
    path("gabung/", merging.merges_page, name="merges"),
    path("gabung/<int:pk>/", merging.merge_page, name="merge"),
    path("gabung/orang/", merging.people_page, name="merge-people"),
    path("gabung/<str:kind>/", merging.ask_page, name="merge-ask"),
    path("usaha/<uuid:business>/gabung/", merging.candidates_page, name="merge-candidates"),
]
