"""The addresses of the help desk."""

from django.urls import path, register_converter

from .views import (
    articles,
    codes,
    guides,
    installing,
    offline,
    operations,
    paper,
    privacy,
    reminders,
    sessions,
)


class TokenConverter:
    """A session's token: 22 URL-safe characters. Anything else is no address here."""

    regex = r"[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TokenConverter, "token")

app_name = "troubleshooter"
urlpatterns = [
    path("", guides.home, name="home"),
    path("search/", guides.search, name="search"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("guides/<slug:slug>.md", articles.article, name="guide-article"),
    path("guides/<slug:slug>/print/", paper.guide_paper, name="guide-paper"),
    path("guides/<slug:slug>/sessions/", sessions.start, name="session-start"),
    path("sessions/", sessions.mine, name="sessions"),
    path("sessions/<token:token>/", sessions.session, name="session"),
    path(
        "sessions/<token:token>/questions/<slug:key>/", sessions.question, name="session-question"
    ),
    path("sessions/<token:token>/steps/<slug:key>/", sessions.step, name="session-step"),
    path("sessions/<token:token>/answers/", sessions.answer, name="session-answer"),
    path("sessions/<token:token>/attempts/", sessions.attempt, name="session-attempt"),
    path("sessions/<token:token>/undo/", sessions.undo, name="session-undo"),
    path("sessions/<token:token>/events/", offline.events, name="session-events"),
    path("sessions/<token:token>/kept/", offline.kept, name="session-kept"),
    path("sessions/<token:token>/summary/", sessions.summary, name="session-summary"),
    path("sessions/<token:token>/code/", codes.code, name="session-code"),
    path("sessions/<token:token>/reminder.ics", reminders.calendar, name="session-calendar"),
    path("sessions/<token:token>/reminder/", reminders.reminder, name="session-reminder"),
    path("sessions/<token:token>/print/", paper.session_paper, name="session-paper"),
    path("resume/", codes.resume, name="resume"),
    path("sessions/<token:token>/data/", privacy.data, name="session-data"),
    path("sessions/<token:token>/data/session.json", privacy.export, name="session-export"),
    path("sessions/<token:token>/deletion/", privacy.deletion, name="session-deletion"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/deleted/", privacy.deleted, name="privacy-deleted"),
    path(".well-known/gpc.json", privacy.global_privacy_control, name="gpc"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("media/<str:image>", guides.media, name="media"),
    path("sw.js", offline.worker, name="worker"),
    path("livez", operations.livez, name="livez"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
]
