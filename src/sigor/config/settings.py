"""Settings of every installation; what differs between them comes from the environment."""

import os
from datetime import date
from pathlib import Path

import dj_database_url

PACKAGE = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("SIGOR_STATE") or PACKAGE.parent.parent / "var")

ENVIRONMENT = os.environ.get("SIGOR_ENV", "production")
DEMO = ENVIRONMENT == "demo"
TEST = ENVIRONMENT == "test"
LOCAL = DEMO or TEST
DEBUG = False

# An installation for real must bring its own key; `sigor check --deploy` refuses this one.
INSECURE_KEY = "insecure-key-for-demonstration-and-tests-only"
SECRET_KEY = os.environ.get("SECRET_KEY", INSECURE_KEY)
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "sigor.accounts",
    "sigor.organisation",
    "sigor.records",
    "sigor.copies",
    "sigor.ui",
    "sigor.signatures",
    "sigor.registers",
    "sigor.standards",
    "sigor.context",
    "sigor.plans",
    "sigor.processes",
    "sigor.acts",
    "sigor.leadership",
    "sigor.people",
    "sigor.documents",
    "sigor.incentives",
    "sigor.surveys",
    "sigor.integrity",
    "sigor.risks",
    "sigor.resources",
    "sigor.indicators",
    "sigor.improvement",
    "sigor.committee",
    "sigor.reports",
    "sigor.home",
    "sigor.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sigor.accounts.middleware.SignInRequired",
    "django_htmx.middleware.HtmxMiddleware",
    "sigor.records.middleware.ActorOfRequest",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sigor.config.urls"
WSGI_APPLICATION = "sigor.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sigor.home.context_processors.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sigor.ui.templatetags.ui",
                "sigor.plans.templatetags.plans",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql:///sigor"), conn_max_age=600, conn_health_checks=True
    )
}
APPLICATION_ROLE = "sigor_app"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "sigor.accounts.adapter.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "sigor.accounts.adapter.KnownPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "sigor.accounts.forms.SignIn",
    "reauthenticate": "sigor.accounts.forms.Reauthenticate",
    "change_password": "sigor.accounts.forms.ChangePassword",
    "set_password": "sigor.accounts.forms.SetPassword",
}
# Lock-out is axes' work: one place, kept in the database, and a whole office may share one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_TOTP_ISSUER = "SIGOR"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s: telephones' clocks drift
MFA_ADAPTER = "sigor.accounts.adapter.SecondFactor"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: the address came with the invitation
MFA_FORMS = {
    "authenticate": "sigor.accounts.forms.EnterCode",
    "reauthenticate": "sigor.accounts.forms.ReenterCode",
    "activate_totp": "sigor.accounts.forms.ActivateTotp",
    "add_webauthn": "sigor.accounts.forms.AddKey",
    "edit_webauthn": "sigor.accounts.forms.EditKey",
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "institucion",
                "name": os.environ.get("OIDC_NAME", "Institución"),
                "client_id": os.environ["OIDC_CLIENT_ID"],
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": os.environ.get("OIDC_SERVER_URL", "")},
            }
        ]
        if os.environ.get("OIDC_CLIENT_ID")
        else []
    }
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "sigor.accounts.lockout.counted_username"
AXES_CLIENT_IP_CALLABLE = "sigor.accounts.lockout.client_ip"
AXES_LOCKOUT_CALLABLE = "sigor.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time the page promised holds
AXES_SENSITIVE_PARAMETERS = ["code", "credential", "csrfmiddlewaretoken"]
AXES_VERBOSE = False
SESSION_IDLE_AGE = 60 * 60  # seconds without a request
SESSION_COOKIE_AGE = 8 * 3600  # a working day; sessions end also when the browser closes
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
INVITATION_DAYS = 7

# -- security -----------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if not LOCAL:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", str(365 * 24 * 3600)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = os.environ.get("SSL_REDIRECT", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^salud/$"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- language, place and time -------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["sigor.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Lima"
# The demonstration lives in a simulated day of 2025; nothing else may.
SIMULATED_TODAY = (
    date.fromisoformat(os.environ["SIGOR_TODAY"]) if LOCAL and os.environ.get("SIGOR_TODAY") else None
)

# Where people reach the site: printed in reports and mails.
PUBLIC_ADDRESS = os.environ.get("SIGOR_ADDRESS", "http://127.0.0.1:8000")

# -- files --------------------------------------------------------------------------------------
FILES_ROOT = Path(os.environ.get("SIGOR_FILES") or STATE / "files")
INCENTIVES_ROOT = FILES_ROOT / "incentives"  # extracts and rolls, a folder each
MAX_FILE_SIZE = 50 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

# -- signatures ---------------------------------------------------------------------------------
# Keys and secrets come from here only; none of them is ever in the database.
SIGNING_P12 = Path(os.environ["SIGNING_P12"]) if os.environ.get("SIGNING_P12") else None
SIGNING_P12_PASSPHRASE = os.environ.get("SIGNING_P12_PASSPHRASE", "")
# A folder with the certificates of the authorities to trust, for signers and for timestamps (PEM or DER).
SIGNING_TRUST = Path(os.environ["SIGNING_TRUST"]) if os.environ.get("SIGNING_TRUST") else None
SIGNING_TSA_URL = os.environ.get("SIGNING_TSA_URL", "")
SIGNING_TSA_USER = os.environ.get("SIGNING_TSA_USER", "")
SIGNING_TSA_PASSWORD = os.environ.get("SIGNING_TSA_PASSWORD", "")
# How a person is told by the certificate: «document» asks for the DNI, «name» takes the name where none is known.
SIGNING_IDENTITY = os.environ.get("SIGNING_IDENTITY", "document")
SIGNING_REQUEST_DAYS = int(os.environ.get("SIGNING_REQUEST_DAYS", "30"))
SIGNING_VALIDATION_SIZE = int(os.environ.get("SIGNING_VALIDATION_MB", "20")) * 1024 * 1024  # bytes
FIRMA_PERU = os.environ.get("FIRMA_PERU", "0") == "1"
FIRMA_PERU_CLIENT_ID = os.environ.get("FIRMA_PERU_CLIENT_ID", "")
FIRMA_PERU_CLIENT_SECRET = os.environ.get("FIRMA_PERU_CLIENT_SECRET", "")
FIRMA_PERU_TOKEN_URL = os.environ.get(
    "FIRMA_PERU_TOKEN_URL", "https://apps.firmaperu.gob.pe/admin/api/security/generate-token"
)
FIRMA_PERU_SCRIPT_URL = os.environ.get(
    "FIRMA_PERU_SCRIPT_URL", "https://apps.firmaperu.gob.pe/web/clienteweb/firmaperu.min.js"
)
FIRMA_PERU_PORT = int(os.environ.get("FIRMA_PERU_PORT", "48596"))  # of the signer on the person's machine
FIRMA_PERU_MINUTES = int(os.environ.get("FIRMA_PERU_MINUTES", "15"))  # that the addresses given to it last
FIRMA_PERU_LEVEL = os.environ.get("FIRMA_PERU_LEVEL", "B")  # B, T or LTA
FIRMA_PERU_CERTIFICATES = os.environ.get("FIRMA_PERU_CERTIFICATES", ".*")
FIRMA_PERU_TSA_URL = os.environ.get("FIRMA_PERU_TSA_URL", "")
FIRMA_PERU_TSA_USER = os.environ.get("FIRMA_PERU_TSA_USER", "")
FIRMA_PERU_TSA_PASSWORD = os.environ.get("FIRMA_PERU_TSA_PASSWORD", "")

# -- libraries ----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "sigor.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "sigor.registers.problems.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SIGOR",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
PROCRASTINATE_ON_APP_READY = None
EMAIL_BACKEND = (
    "django.core.mail.backends.locmem.EmailBackend"
    if TEST
    else os.environ.get(
        "EMAIL_BACKEND",
        "django.core.mail.backends.console.EmailBackend"
        if DEMO
        else "django.core.mail.backends.smtp.EmailBackend",
    )
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "0") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "sigor@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
}
