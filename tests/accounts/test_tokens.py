"""Bearer tokens of the API."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.decorators import api_view
from rest_framework.response import Response

from sigor.accounts import services

pytestmark = pytest.mark.django_db


@api_view(["GET"])
def who(request):
    return Response({"user": request.user.get_username()})


@pytest.fixture
def ask():
    """A function that calls an endpoint with an Authorization header."""

    def call(header: str | None = None):
        headers = {"Authorization": header} if header is not None else {}
        return who(RequestFactory().get("/api/v1/who/", headers=headers))

    return call


@pytest.fixture
def issued(unit_head):
    now = timezone.now()
    return services.issue_token(user=unit_head, name="Tablero", expires_at=now + timedelta(days=30), now=now)


def test_a_token_speaks_for_its_owner(ask, issued):
    assert ask(f"Bearer {issued[1]}").data == {"user": "unit_head"}
    assert ask(f"bearer {issued[1]}").status_code == 200


def test_without_a_token_the_answer_is_401_and_says_how(ask, client):
    answer = ask()
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


def test_every_bad_token_gets_the_same_answer(ask, issued, unit_head):
    now = timezone.now()
    token, text = issued
    refusals = [ask("Bearer inventado"), ask("Bearer "), ask("Bearer ñandú")]
    token.expires_at = now - timedelta(seconds=1)
    token.save()
    refusals.append(ask(f"Bearer {text}"))
    token.expires_at = now + timedelta(days=1)
    token.save()
    services.revoke_token(token=token, now=now)
    refusals.append(ask(f"Bearer {text}"))
    token.revoked_at = None
    token.save()
    unit_head.is_active = False
    unit_head.save()
    refusals.append(ask(f"Bearer {text}"))
    assert {answer.status_code for answer in refusals} == {401}
    assert len({str(answer.data) for answer in refusals}) == 1


def test_the_api_description_names_the_token():
    schema = SchemaGenerator(patterns=[path("who/", who)]).get_schema(request=None, public=True)
    assert schema["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
