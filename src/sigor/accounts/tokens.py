"""Bearer tokens for the REST API."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from sigor.accounts.models import AccessToken, User
from sigor.accounts.services import hash_token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; every refusal reads the same."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, _space, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        # Looked up by hash: how long the search takes says nothing about the token.
        token = (
            AccessToken.objects.select_related("user")
            .filter(
                token_hash=hash_token(text.decode("latin-1").strip()),
                revoked_at=None,
                expires_at__gt=timezone.now(),
                user__is_active=True,
            )
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("El token no es válido o venció."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
