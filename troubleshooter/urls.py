"""The addresses of the help desk."""

from django.urls import path

from .views import guides, operations, sessions

app_name = "troubleshooter"
urlpatterns = [
    path("", guides.home, name="home"),
    path("search/", guides.search, name="search"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("guides/<slug:slug>/sessions/", sessions.start, name="session-start"),
    path("sessions/", sessions.mine, name="sessions"),
    path("sessions/<str:token>/", sessions.session, name="session"),
    path("sessions/<str:token>/questions/<slug:key>/", sessions.question, name="session-question"),
    path("sessions/<str:token>/steps/<slug:key>/", sessions.step, name="session-step"),
    path("sessions/<str:token>/answers/", sessions.answer, name="session-answer"),
    path("sessions/<str:token>/attempts/", sessions.attempt, name="session-attempt"),
    path("sessions/<str:token>/undo/", sessions.undo, name="session-undo"),
    path("sessions/<str:token>/summary/", sessions.summary, name="session-summary"),
    path("media/<str:image>", guides.media, name="media"),
    path("livez", operations.livez, name="livez"),
    path("readyz", operations.readyz, name="readyz"),
]
