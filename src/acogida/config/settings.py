"""Settings: safe for production unless the environment asks for the demonstration."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from acogida.config import environment
from acogida.config.database import databases

ROOMS = [
    "audit",
    "hooks",
    "ui",
    "accounts",
    "exchange",
    "files",
    "letters",
    "people",
    "cases",
    "archive",
    "certificates",
    "languages",
    "coi",
    "partners",
    "registration",
    "determination",
    "demo",
]
PACKAGE = Path(__file__).resolve().parent.parent

HOME = environment.home()
DEMO = environment.DEMO
DEBUG = environment.DEBUG
PRODUCTION = environment.PRODUCTION
SECRET_KEY = os.environ.get("ACOGIDA_SECRET_KEY") or environment.secret("django")
ALLOWED_HOSTS = os.environ.get("ACOGIDA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ACOGIDA_ORIGINS", "").split(",") if o]
# Where the public reaches this house: printed on certificates, and in the address of their status lists.
PUBLIC_URL = os.environ.get("ACOGIDA_PUBLIC_URL", "")
# The authority's keys in a hardware security module (PKCS#11) instead of files: letters/hardware.py.
HSM_MODULE = os.environ.get("ACOGIDA_HSM_MODULE", "")
HSM_TOKEN = os.environ.get("ACOGIDA_HSM_TOKEN", "")
HSM_PIN = os.environ.get("ACOGIDA_HSM_PIN", "")
AUTHORITY = os.environ.get("ACOGIDA_AUTHORITY", "mexico")  # the jurisdiction pack new cases open under

INSTALLED_APPS = [
    *[f"acogida.{room}" for room in ROOMS],  # first, so that our templates win over those of packages
    "acogida.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "oauth2_provider",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "acogida.config.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "acogida.accounts.middleware.SignedIn",
]

ROOT_URLCONF = "acogida.config.urls"
WSGI_APPLICATION = "acogida.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "acogida.ui.context.shell",
                "acogida.accounts.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "acogida.ui.templatetags.ui"],
        },
    }
]

DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A slow hash protects nobody in a test. Clients of partners have secrets nobody could guess: partners.oauth.hashing.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{'MD5PasswordHasher' if environment.TESTING else 'PBKDF2PasswordHasher'}",
    "acogida.partners.oauth.hashing.MachineSecret",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "acogida.accounts.adapter.StaffOnly"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_VERIFICATION = "none"
# Lockout: five wrong passwords for one name, or thirty from one address, and both wait five minutes.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Acogida"

# Systems of other agencies (partners.oauth): client credentials only, short tokens, nothing kept that could be used.
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "acogida.partners.oauth.validator.Validator",
    "SCOPES_BACKEND_CLASS": "acogida.partners.oauth.scopes.PartnerScopes",
    "CLIENT_SECRET_HASHER": "machine_secret",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    # Of grants that are not served; said all the same, so that the checks for a deployment find nothing.
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    **{
        f"COMPLIANT_BCP_RFC9700_{recommendation}": True
        for recommendation in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "PKCE_REQUIRED", "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME", "REDIRECT_URI_MATCHING",
        )
    },
}  # fmt: skip
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"  # said for Django's migrations
PARTNER_CALLS_A_MINUTE = int(os.environ.get("ACOGIDA_PARTNER_CALLS_A_MINUTE", "600"))  # of one client

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / room / "locale" for room in [*ROOMS, "config"]]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Mexico_City"  # offices carry their own; this one is only the process's

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if environment.TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked by watchdogs on this machine
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("ACOGIDA_BEHIND_PROXY") else None

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Nothing personal reaches a log: requests are logged by id, path pattern and duration (config.middleware).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "acogida.config.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ACOGIDA_LOG", "WARNING")},
    "loggers": {
        "acogida": {"level": "INFO"},
        "django": {"handlers": [], "level": "INFO", "propagate": True},  # in place of Django's own handlers
        "django.request": {"level": "ERROR"},  # the access log has the rest
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}

# The other agencies, by the code of `exchange.Agency`. For each there are
#   <CODE>_URL           its address; empty: nothing is sent
#   <CODE>_TOKEN         what it knows us by (a bearer token), where it wants one
#   <CODE>_INBOX_SECRET  what it shows when it tells us something (bearer); without one it cannot tell us anything
#   <CODE>_CALLBACK_URL  our address as it sees it; empty: it is not asked to tell us anything
for _code, _port in ((code.upper(), port) for code, port in environment.SIMULATORS.items()):
    globals()[f"{_code}_URL"] = os.environ.get(f"ACOGIDA_{_code}_URL", f"http://127.0.0.1:{_port}" if DEMO else "")
    globals()[f"{_code}_TOKEN"] = os.environ.get(f"ACOGIDA_{_code}_TOKEN", "simulador" if DEMO else "")
    globals()[f"{_code}_INBOX_SECRET"] = os.environ.get(f"ACOGIDA_{_code}_INBOX_SECRET", "")
    globals()[f"{_code}_CALLBACK_URL"] = os.environ.get(f"ACOGIDA_{_code}_CALLBACK_URL", "")
# Seconds the worker waits for an agency's answer.
EXCHANGE_PATIENCE = float(os.environ.get("ACOGIDA_EXCHANGE_PATIENCE", "10"))
# By which steps offices are joined to the population register until an administrator sets them (people.numbers.joining).
NUMBER_JOINING = os.environ.get("ACOGIDA_NUMBER_JOINING", "slip batch query online").split()
# Whether the COI unit's worker may fetch pages from the web when a researcher asks for them by address.
COI_FETCH = environment.flag("ACOGIDA_COI_FETCH")
# Machine translation: engines in the order they are asked (languages.engines says what each name means).
TRANSLATION_ENGINES = os.environ.get("ACOGIDA_TRANSLATION_ENGINES", "apertium").split()
TRANSLATION_SERVICE_URL = os.environ.get("ACOGIDA_TRANSLATION_SERVICE_URL", "")
TRANSLATION_SERVICE_KIND = os.environ.get("ACOGIDA_TRANSLATION_SERVICE_KIND", "libretranslate")  # or apy
TRANSLATION_SERVICE_KEY = os.environ.get("ACOGIDA_TRANSLATION_SERVICE_KEY", "")
