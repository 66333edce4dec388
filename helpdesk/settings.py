"""Settings, top to bottom, all from the environment. README.md lists them in one table.

A missing or wrong value raises ImproperlyConfigured with one sentence that says what to set.
"""

from pathlib import Path
from zoneinfo import available_timezones

from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from helpdesk.databases import database
from helpdesk.environment import (
    folder,
    is_local,
    kept_secret_key,
    mailer,
    number,
    one_of,
    rate,
    switch,
    text,
    url,
    words,
)
from helpdesk.log_lines import log_lines

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Who may reach it ----------------------------------------------------------------------

DEBUG = switch("DEBUG", False)

IS_LOCAL = is_local()

ALLOWED_HOSTS = words("ALLOWED_HOSTS") or (IS_LOCAL and ["localhost", "127.0.0.1", "[::1]"])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is missing: set it to the site's host names, for example help.example.org."
    )

CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
for origin in CSRF_TRUSTED_ORIGINS:
    if not origin.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS has {origin!r}: begin it with https://.")

# --- Where everything written lives --------------------------------------------------------

DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"

SECRET_KEY = text("SECRET_KEY") or (IS_LOCAL and kept_secret_key(DATA_DIR / "secret-key"))
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing: set it to 50 random characters, "
        "for example from: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
if len(SECRET_KEY) < 50 and not DEBUG:
    raise ImproperlyConfigured("SECRET_KEY is too short: set it to at least 50 random characters.")

# --- The application -----------------------------------------------------------------------

INSTALLED_APPS = [
    "troubleshooter.staff.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "troubleshooter",
]

MIDDLEWARE = [
    "troubleshooter.views.watching.watch",
    # Before those that answer by themselves: redirects and static files carry headers too.
    "troubleshooter.views.headers.headers_everywhere",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "troubleshooter.views.operations.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "troubleshooter.views.operations.DatabaseDownMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
LEARNED_ORDER = switch("LEARNED_ORDER", True)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]

# --- Database ------------------------------------------------------------------------------

DATABASES = {"default": database(f"sqlite:///{DATA_DIR / 'helpdesk.sqlite3'}")}
# Seconds that a web server waits for PostgreSQL to answer one question.
DATABASE_PATIENCE = number("DATABASE_PATIENCE", 3, least=0)

# --- Cache ---------------------------------------------------------------------------------

cache_scheme = url("CACHE_URL", "locmem://", "redis://host:6379/0").scheme
here = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {"default": {"BACKEND": here, "OPTIONS": {"MAX_ENTRIES": 50_000}}}
if cache_scheme not in ("locmem", "redis", "rediss"):
    raise ImproperlyConfigured("CACHE_URL is wrong: set it to redis://host:6379/0 or locmem://.")
if cache_scheme != "locmem":
    redis = "django.core.cache.backends.redis.RedisCache"
    waits = {"socket_connect_timeout": 1, "socket_timeout": 1}
    CACHES = {"default": {"BACKEND": redis, "LOCATION": text("CACHE_URL"), "OPTIONS": waits}}

# --- Static files --------------------------------------------------------------------------

STATIC_URL = "static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = Path(text("STATIC_ROOT", str(DATA_DIR / "static"))).expanduser().resolve()
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
plain_names = "django.contrib.staticfiles.storage.StaticFilesStorage"
hashed_names = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": plain_names if DEBUG else hashed_names},
}

OFFLINE = switch("OFFLINE", True)

# --- Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = one_of("LANGUAGE_CODE", "en", dict(LANGUAGES), "one like en or fr")
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = one_of("TIME_ZONE", "UTC", available_timezones(), "one like Europe/Paris")

# --- Mail ----------------------------------------------------------------------------------

# A server hands mail to the relay beside it unless told otherwise; elsewhere it is only shown.
relay = "console://" if IS_LOCAL else "smtp://localhost:25?tls=off"
MAILERS = {"default": mailer("EMAIL_URL", relay)}
# A relay that nobody named may not be there: reminders are offered where somebody did.
REMINDS_BY_MAIL = bool(text("EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", "helpdesk@localhost")

# --- Safety --------------------------------------------------------------------------------

HTTPS = switch("HTTPS", not IS_LOCAL)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A machine asks these over plain HTTP from inside, and wants an answer, not a redirect.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = switch("HSTS_SUBDOMAINS", True)
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
if TRUST_PROXY := switch("TRUST_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The largest step is one form: sixty lines, each with its conditions, picture and targets.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# --- Limits --------------------------------------------------------------------------------

# Nobody else reaches a local site; what guards a secret is limited there as well.
anybody = "off" if IS_LOCAL else ""
LIMITS = {
    "start": rate("LIMIT_START", anybody or "60/1h"),
    "answers": rate("LIMIT_ANSWERS", anybody or "120/10m"),
    "search": rate("LIMIT_SEARCH", anybody or "60/1m"),
    "reports": rate("LIMIT_REPORTS", anybody or "60/1m"),
    "reminders": rate("LIMIT_REMINDERS", "10/1d"),
    "codes": rate("LIMIT_CODES", "10/10m"),
    "sign-in": rate("LIMIT_SIGN_IN", "5/15m"),
}
if not switch("RATE_LIMITS", True):
    LIMITS = dict.fromkeys(LIMITS)
REQUIRE_SECOND_FACTOR = switch("REQUIRE_SECOND_FACTOR", False)
PURGE_DAYS = number("PURGE_DAYS", 90, least=8)
MIN_SECONDS = number("MIN_SECONDS", 2, least=0)

# --- What watches it -----------------------------------------------------------------------

LOGGING = log_lines()

# Who may read /metrics: whoever sends this as a bearer token. Without it, this computer only.
METRICS_TOKEN = text("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN is too short: set it to at least 20 characters.")
