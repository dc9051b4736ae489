"""config.urls and the trivial view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import require
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@require()
def trivial(request: HttpRequest) -> HttpResponse:
    """Session, user, middleware, and a word: what no logged-in page can do without."""
    return HttpResponse(request.user.get_username())


urlpatterns = [*product, path("bench/", trivial)]
