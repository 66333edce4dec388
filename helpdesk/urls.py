"""Staff under admin/, everything else in the application."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("troubleshooter.urls")),
]
