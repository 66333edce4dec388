"""Rows in an order that the author sets, by a number or by the buttons that the page adds."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

LAST = 32_000


class OrderedForm(forms.ModelForm):
    """A row with a position; an empty position is the last."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        position = self.fields["position"]
        position.required = False
        position.widget.attrs |= {"min": 1, "max": LAST, "class": "position"}
        position.widget.attrs |= {
            "data-up": _("Move up"),
            "data-down": _("Move down"),
            "data-said": _("Now at position"),
        }
        if not self.instance.pk:
            self.initial["position"] = None

    def clean_position(self):
        return self.cleaned_data["position"] or LAST


class OrderedFormSet(BaseInlineFormSet):
    """Numbers its rows from 1 when they are saved.

    A row given the number of another goes there: before it when it moved up, behind it when it
    moved down. `within` names the field whose value groups the rows that are numbered together.
    """

    within = None

    def save(self, commit=True):
        saved = super().save(commit)
        if commit:
            groups = {}
            for form in sorted(self._kept(), key=self._rank):
                groups.setdefault(self._group(form.instance), []).append(form.instance)
            for rows in groups.values():
                self._number(rows)
        return saved

    def _kept(self):
        gone = {form.instance.pk for form in self.deleted_forms}
        return [f for f in self.forms if f.instance.pk and f.instance.pk not in gone]

    @staticmethod
    def _rank(form):
        old = form.initial.get("position") or LAST
        new = form.cleaned_data.get("position", old)
        moved = (new > old) - (new < old)
        return new, moved, form.instance.pk

    def _group(self, row):
        return getattr(row, f"{self.within}_id") if self.within else None

    def _number(self, rows):
        wrong = []
        for number, row in enumerate(rows, start=1):
            if row.position != number:
                row.position = number
                wrong.append(row)
        self.model.objects.bulk_update(wrong, ["position"])


class RowsInline(admin.StackedInline):
    """Rows with labels; `description` says once what would stand in each of them."""

    template = "admin/troubleshooter/stacked.html"
    description = ""
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    class Media:
        css = {"all": ("admin_troubleshooter/admin.css",)}

    def get_extra(self, request, obj=None, **kwargs):
        """Empty rows for a browser without JavaScript, which asks for them by a link."""
        return 3 if "rows" in request.GET else 0


class OrderedInline(RowsInline):
    """Ordered rows: the numbering and the up and down buttons."""

    formset = OrderedFormSet

    class Media:
        js = ("admin_troubleshooter/order.js", "admin_troubleshooter/conditions.js")
