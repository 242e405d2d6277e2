"""Tells the audit trail who sent a request that may change something."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sigor.records import actor

SAFE = ("GET", "HEAD", "OPTIONS")


class ActorOfRequest:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        origin = "api" if request.path.startswith("/api/") else "web"
        with actor.session_of(request.user, origin):
            return self.get_response(request)
