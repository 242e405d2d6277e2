"""The type of a request that has passed the sign-in."""

from django.http import HttpRequest

from sigor.accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations: behind `SignInRequired`, `user` is a person."""

    user: User
