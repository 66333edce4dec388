"""Editions: what was published, to read and to roll back to."""

from functools import partial

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..core.guide_yaml import write_yaml
from ..models import Edition
from .publishing import roll_back
from .reading import AmongNewest, ReadOnly


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("title", "number", "is_live", "published_at", "published_by", "steps", "again")
    list_display_links = ("title", "number")
    list_filter = (("guide", AmongNewest),)
    newest_first = "-published_at"
    list_per_page = 50
    search_fields = ("title",)
    ordering = ("guide", "-number")
    fields = ("guide", "number", "is_live", "published_at", "published_by", "content")

    class Media:
        css = {"all": ("admin_troubleshooter/admin.css",)}

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("guide__live", "published_by")
        return rows.defer("body")

    @admin.display(description=gettext_lazy("live"), boolean=True)
    def is_live(self, edition):
        return edition.guide.live_id == edition.pk

    @admin.display(description=gettext_lazy("content"))
    def content(self, edition):
        return format_html('<pre class="document">{}</pre>', write_yaml(edition.document))

    @admin.display(description=gettext_lazy("roll back"))
    def again(self, edition):
        if edition.guide.live_id == edition.pk:
            return "–"
        url = reverse("admin:troubleshooter_edition_roll_back", args=(edition.pk,))
        return format_html('<a href="{}">{}</a>', url, _("Roll back…"))

    def get_list_display(self, request):
        """Rolling back is offered to those who may."""
        may = request.user.has_perm("troubleshooter.publish_guide")
        return [name for name in self.list_display if may or name != "again"]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(roll_back, self))
        name = "troubleshooter_edition_roll_back"
        return [path("<uuid:object_id>/roll-back/", view, name=name), *super().get_urls()]
