"""All settings, from the environment, safe by default (docs/operating.md lists every variable).

Without `DEMO=1` this is a production setting: it refuses to start without keys of its own, with debug on, or
with cookies that travel in clear.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import environment as env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.data_dir()
DEMO = env.flag("DEMO", default=bool(env.stack().get("demo")))
DEBUG = env.flag("DEBUG", default=False)
if DEBUG and not DEMO:
    raise ImproperlyConfigured("DEBUG is refused outside the demo.")


def secret(name: str) -> str:
    """A key that must exist: production never runs on a default one."""
    value = env.lookup(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. `make run` makes keys; elsewhere see docs/operating.md.")
    return value


SECRET_KEY = secret("SECRET_KEY")
NIK_KEYS = {1: secret("NIK_KEY")}
NIK_INDEX_KEY = secret("NIK_INDEX_KEY")
FILE_KEY = secret("FILE_KEY")
FILES_DIR = DATA_DIR / "files"

ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
# Addresses of our own reverse proxies: only theirs is believed about who called, and over what (docs/operating.md).
TRUSTED_PROXIES = frozenset(a for a in os.environ.get("TRUSTED_PROXIES", "").split(",") if a)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://localhost:8000" if DEMO else "")

INSTALLED_APPS = [
    "accounts.admin_config.SystemAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "import_export",
    "districts",
    "accounts",
    "enrollment",
    "permits",
    "monitoring",
]
MIDDLEWARE = [
    "accounts.middleware.RealAddress",
    "accounts.middleware.PlainAddress",
    "accounts.middleware.RequestId",
    "accounts.middleware.Headers",
    "accounts.problems.ProblemDetails",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.Language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionGuard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.chrome",
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]
COTTON_DIR = "components"

# One PostgreSQL everywhere. `psycopg2` is the owner's choice, so no pool: the connection is kept and checked.
# DB_ROLE: the running app drops to a role without DDL and without UPDATE or DELETE on the audit table.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **dj_database_url.parse(env.lookup("DATABASE_URL") or "postgresql://localhost/cekjamsos"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
# A database that is away is told of within seconds (`/readyz`), not when the kernel gives up.
# The rest a process sets as it needs: web has little patience, a worker's statement may take its time.
DB_ROLE = os.environ.get("DB_ROLE", "")
_SESSION = {
    "role": DB_ROLE,
    "statement_timeout": os.environ.get("DB_STATEMENT_TIMEOUT", ""),
    "idle_in_transaction_session_timeout": os.environ.get("DB_IDLE_TIMEOUT", ""),
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "connect_timeout": 3,
    "options": " ".join(f"-c {name}={value}" for name, value in _SESSION.items() if value),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.lookup("REDIS_URL") or "redis://127.0.0.1:6379/0"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# A session ends after a pause and after a working day, whatever happens (security.md T06).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = float(os.environ.get("SESSION_IDLE_SECONDS", "1800" if DEMO else "900"))
SESSION_ABSOLUTE_SECONDS = float(os.environ.get("SESSION_ABSOLUTE_SECONDS", str(10 * 3600)))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_SECONDS)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.SessionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Above so many changed rows somebody else confirms an import (security.md, head).
IMPORT_SECOND_PERSON_ROWS = int(os.environ.get("IMPORT_SECOND_PERSON_ROWS", "5000"))
# Every upload is read unless this scanner (clamd, by socket path or host:port) finds something in it; empty: none.
MALWARE_SCANNER = os.environ.get("MALWARE_SCANNER", "")
# Uploads go to a file at once and are measured on the way, so that none grows in memory or beyond its limit.
FILE_UPLOAD_HANDLERS = ["enrollment.uploads.MeasuredUpload"]
# A client that sends less than a block (64 KiB) in this time is cut off: it holds a thread of the web server.
UPLOAD_SLOW_SECONDS = float(os.environ.get("UPLOAD_SLOW_SECONDS", "60"))
# How long what an import brought lies in the file store (domain §7: raw uploads 90 days): file, reject file, copies of
# rows, answered lists of numbers. Of an import nobody committed it is a day; an unconfirmed preview is dropped first.
KEEP_IMPORT_DAYS = int(os.environ.get("KEEP_IMPORT_DAYS", "90"))
KEEP_UNUSED_IMPORT_DAYS = int(os.environ.get("KEEP_UNUSED_IMPORT_DAYS", "1"))
KEEP_PREVIEW_DAYS = int(os.environ.get("KEEP_PREVIEW_DAYS", "14"))
# Rows as they were before an import replaced them: undo needs them for thirty days, a row's history for five years.
KEEP_HISTORY_DAYS = int(os.environ.get("KEEP_HISTORY_DAYS", "1826"))
KEEP_ANSWER_DAYS = int(os.environ.get("KEEP_ANSWER_DAYS", "90"))
# Sheets that follow each other within this time lead to one new version of a frozen report.
REPORT_SETTLE_SECONDS = int(os.environ.get("REPORT_SETTLE_SECONDS", "600"))

# Long work (accounts.work): a lease outlives four missed beats; the sweeper finds a dead worker's item within
# lease + sweep seconds. Tests set them shorter.
WORK_LEASE_SECONDS = float(os.environ.get("WORK_LEASE_SECONDS", "60"))
WORK_BEAT_SECONDS = float(os.environ.get("WORK_BEAT_SECONDS", "15"))
WORK_SWEEP_SECONDS = float(os.environ.get("WORK_SWEEP_SECONDS", "60"))
WORK_SWEEP_GRACE_SECONDS = float(os.environ.get("WORK_SWEEP_GRACE_SECONDS", "10"))
WORK_RETRY_SECONDS = float(os.environ.get("WORK_RETRY_SECONDS", "10"))
WORK_ATTEMPTS = int(os.environ.get("WORK_ATTEMPTS", "3"))

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "accounts.views.errors.token_failed"
# Ten wrong tries from one address lock that address out for the window; a name tried from many is only slowed down.
LOGIN_WINDOW_SECONDS = 15 * 60
LOGIN_DELAY_SECONDS = float(os.environ.get("LOGIN_DELAY_SECONDS", "0.25"))
LOGIN_DELAY_LIMIT_SECONDS = 2.0
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(seconds=LOGIN_WINDOW_SECONDS)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.selectors.login.tried_username"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.login.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# The second factor: required outside the demo; a code counts four hours for the acts marked `+`.
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMO)
STEP_UP_SECONDS = 4 * 3600
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cek Jamsos"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ConfirmCodeForm",
    "activate_totp": "accounts.forms.FirstCodeForm",
}
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # axes counts, in the database: a lost Redis must not open or close the door
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_COOKIES = env.flag("SECURE_COOKIES", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-sesi" if SECURE_COOKIES else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "accounts.logs.Private"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["private"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "axes": {"level": "WARNING"},
    },
}

# Mail: what an admin enters at /pengaturan/surel/ comes first; without either nothing is sent.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", EMAIL_HOST_USER or "cekjamsos@localhost")

# The counter. Days after which a profile's data is old (amber) and after which it answers nothing (down).
PROFILES = ("businesses", "employers", "workers", "bpu")
FRESHNESS_DAYS = {
    profile: (
        int(os.environ.get(f"AMBER_DAYS_{profile.upper()}", "35")),
        int(os.environ.get(f"DOWN_DAYS_{profile.upper()}", "65")),
    )
    for profile in PROFILES
}
UNDO_MINUTES = int(os.environ.get("UNDO_MINUTES", "15"))
# How long what BPJS answered about a file stands in for the register.
ANSWER_DAYS = int(os.environ.get("ANSWER_DAYS", "30"))
# How far ahead the watch list looks. Whoever pays on time runs only until the next due date, so a month would list all.
WATCH_AHEAD_DAYS = int(os.environ.get("WATCH_AHEAD_DAYS", "14"))
# Look-ups of one person: by NIK or KPJ slowed after so many an hour and refused after so many a day; others an hour.
LOOKUP_PERSON_HOUR = int(os.environ.get("LOOKUP_PERSON_HOUR", "60"))
LOOKUP_PERSON_DAY = int(os.environ.get("LOOKUP_PERSON_DAY", "200"))
LOOKUP_BUSINESS_HOUR = int(os.environ.get("LOOKUP_BUSINESS_HOUR", "300"))
BULK_NUMBERS_DAY = int(os.environ.get("BULK_NUMBERS_DAY", "5000"))  # in lists, of one office
LOOKUP_DELAY_SECONDS = float(os.environ.get("LOOKUP_DELAY_SECONDS", "2"))
