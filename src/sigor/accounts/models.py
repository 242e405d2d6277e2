"""People who sign in, the invitations that bring them in and the tokens their scripts use."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. What the person may do comes from dated memberships (organisation)."""

    full_name = models.CharField(_("Nombre o cargo"), max_length=150)
    email = models.EmailField(_("Correo"), unique=True)
    language = models.CharField(_("Idioma"), max_length=5, default="es")

    # AbstractUser splits names in two; one field fits Peruvian double surnames and posts.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("usuario")
        verbose_name_plural = _("usuarios")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)


class Invitation(models.Model):
    """A single-use, expiring way to set the first password of an account."""

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccessToken(models.Model):
    """A revocable key for scripts; only its hash is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="access_tokens")
    name = models.CharField(_("Nombre"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
