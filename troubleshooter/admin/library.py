"""The library: steps and questions."""

from django.contrib import admin

from ..models import Question, Step


@admin.register(Step)
class StepAdmin(admin.ModelAdmin):
    search_fields = ("title", "key")


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    search_fields = ("title", "key")
