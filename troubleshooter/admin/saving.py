"""From a form to what it shows: "Save and preview"."""

from ..views.responses import see_other


class SavingToPreview:
    """What a form does that has "Save and preview"; mixed into its ModelAdmin, whose
    `preview_of(obj)` says where the object is shown, or None where there is nothing to show yet."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may = request.user.has_perm("troubleshooter.preview_guide")
        context["saves_to_preview"] = bool(obj and may and self.preview_of(obj))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_post_save_change(self, request, obj):
        """A preview that is not there, or not for this person, says so itself."""
        if request.POST.get("_save") == "preview" and (url := self.preview_of(obj)):
            return see_other(url)
        return super().response_post_save_change(request, obj)
