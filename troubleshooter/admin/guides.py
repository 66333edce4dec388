"""Guides to write, preview and publish."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Guide
from ..transfer import snapshot, working_copies
from ..views.statistics import moves, site_statistics, statistics
from . import importing, preview, publishing
from .learning import ByMode, in_list, order
from .placements import EndingInline, FrontInline, PlacementInline, UseInline
from .saving import SavingToPreview
from .widgets import Suggesting

AT_FORM = admin.ActionLocation.CHANGE_FORM


class WorkingCopies(ChangeList):
    """The guides of one page with all that their snapshots read."""

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        return working_copies(rows).select_related("live", "learning")


class OnTheSite(admin.SimpleListFilter):
    title = gettext_lazy("on the site")
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(live__isnull=self.value() == "no")
        return queryset


class GuideForm(forms.ModelForm):
    class Meta:
        model = Guide
        fields = ()
        widgets = {"category": Suggesting(attrs={"class": "vTextField"})}
        help_texts = {
            "slug": gettext_lazy("Its address on the site, fixed once published."),
            "category": gettext_lazy("Where home shows it: one in use, or a new one."),
            "language": gettext_lazy(
                "Its steps and questions have the same; fixed once it has any."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if category := self.fields.get("category"):
            names = Guide.objects.order_by("category").values_list("category", flat=True)
            category.widget.suggestions = names.distinct()


@admin.register(Guide)
class GuideAdmin(SavingToPreview, admin.ModelAdmin):
    form = GuideForm
    list_display = ("title", "category", "status", "steps_order", "changed")
    list_filter = (OnTheSite, ByMode, "category", "language")
    list_per_page = 50
    search_fields = ("title", "slug", "symptoms")
    save_on_top = True
    inlines = (UseInline, PlacementInline, FrontInline, EndingInline)
    actions = ("publish_guide", "withdraw_guide")
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    fieldsets = (
        (None, {"fields": ("title", "summary", ("category", "slug", "language"))}),
        (gettext_lazy("Finding and starting"), {"fields": ("symptoms", "needs", "before")}),
        (gettext_lazy("At the end"), {"fields": ("tip", "exhausted")}),
    )

    class Media:
        css = {"all": ("admin_troubleshooter/admin.css",)}
        js = ("admin_troubleshooter/unsaved.js",)

    def get_changelist(self, request, **kwargs):
        return WorkingCopies

    def preview_of(self, guide):
        return preview.PreviewAddresses(guide.pk, "").session

    def get_inlines(self, request, obj):
        """A new guide is saved first: what its rows may name is in the guide."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request, obj=None):
        """The language stays once there are steps or questions of it."""
        if obj and obj.editions.exists():
            return ("slug", "language")
        return ("language",) if obj and (obj.placements.exists() or obj.uses.exists()) else ()

    def save_related(self, request, form, formsets, change):
        """From the last to the first: a front goes before the step it brings is taken out."""
        super().save_related(request, form, formsets[::-1], change)

    def has_publish_permission(self, request):
        return request.user.has_perm("troubleshooter.publish_guide")

    def has_preview_permission(self, request):
        return request.user.has_perm("troubleshooter.preview_guide")

    @admin.display(description=gettext_lazy("on the site"), ordering="live__number")
    def status(self, guide):
        if guide.live is None:
            return _("not on the site")
        edition = _("edition %(number)s") % {"number": guide.live.number}
        if snapshot(guide).digest == guide.live.digest:
            return edition
        said = _("Unpublished changes")
        return format_html('{}<br><strong class="unpublished">{}</strong>', edition, said)

    @admin.display(description=gettext_lazy("order"), ordering="learning__mode")
    def steps_order(self, guide):
        return in_list(guide)

    @admin.display(description=gettext_lazy("changed"), ordering="changed_at")
    def changed(self, guide):
        return date_format(localtime(guide.changed_at), "SHORT_DATE_FORMAT")

    def get_list_display(self, request):
        """With the ways on that are open to this person."""

        @admin.display(description=_("look"))
        def look(guide):
            return self._links(guide, request.user)

        return (*self.list_display, look)

    @staticmethod
    def _links(guide, user):
        links = [
            ("preview_guide", "admin:troubleshooter_guide_preview", _("Preview")),
            ("view_statistics", "admin:troubleshooter_guide_statistics", _("Statistics")),
        ]
        found = [
            (reverse(name, args=(guide.pk,)), words)
            for permission, name, words in links
            if user.has_perm(f"troubleshooter.{permission}")
        ]
        if guide.live:
            found.append((reverse("troubleshooter:guide", args=(guide.slug,)), _("View on site")))
        return format_html_join("", '<a class="look" href="{}">{}</a>', found)

    @admin.action(description=gettext_lazy("Publish…"), permissions=["publish"], location=AT_FORM)
    def publish_guide(self, request, queryset):
        return self._page("publish", queryset)

    @admin.action(
        description=gettext_lazy("Take off the site…"), permissions=["publish"], location=AT_FORM
    )
    def withdraw_guide(self, request, queryset):
        return self._page("withdraw", queryset)

    def _page(self, name, queryset):
        guide = queryset.get()
        return HttpResponseRedirect(reverse(f"admin:troubleshooter_guide_{name}", args=(guide.pk,)))

    def get_urls(self):
        pages = [
            *((f"preview/{rest}", f"preview{name}", view) for rest, name, view in preview.PAGES),
            ("publish/", "publish", partial(publishing.publish, self)),
            ("withdraw/", "withdraw", partial(publishing.withdraw, self)),
            ("order/", "order", partial(order, self)),
            ("statistics/", "statistics", statistics),
            ("statistics/moves/", "moves", moves),
        ]
        own = [
            path(
                f"<int:object_id>/{rest}",
                self.admin_site.admin_view(view),
                name=f"troubleshooter_guide_{name}",
            )
            for rest, name, view in pages
        ]
        site = path(
            "statistics/",
            self.admin_site.admin_view(site_statistics),
            name="troubleshooter_guide_site_statistics",
        )
        return [site, *own, *self._import_urls(), *super().get_urls()]

    def _import_urls(self):
        """An article on its way in has a key instead of an id."""
        pages = [
            ("import/", "import", partial(importing.article, self)),
            ("import/<slug:key>/", "import_look", partial(importing.look, self)),
            *(
                (f"import/<slug:object_id>/preview/{rest}", f"import_preview{name}", view)
                for rest, name, view in preview.PAGES
            ),
        ]
        return [
            path(rest, self.admin_site.admin_view(view), name=f"troubleshooter_guide_{name}")
            for rest, name, view in pages
        ]
