"""Guides to edit, preview and publish; editions to read and make live again."""

from django.contrib import admin
from django.urls import path

from ..models import Guide


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin):
    search_fields = ("title", "slug")

    def get_urls(self):
        own: list[path] = []
        return [*own, *super().get_urls()]
