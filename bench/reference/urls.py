"""The reference pages, and beside them the site itself for benches inside one process."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("reference/noop/", views.noop),
    path("reference/one-query/<slug:slug>/", views.one_query),
    path("reference/plain-page/<slug:slug>/", views.plain_page),
    path("reference/plain-outcome/<slug:slug>/", views.plain_outcome),
    path("", include("helpdesk.urls")),
]
