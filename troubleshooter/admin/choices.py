"""The choices of a question."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Choice, Guide, Question, Step
from ..models.needs import needing
from .ordering import OrderedForm, OrderedFormSet, OrderedInline
from .published import published_choices
from .widgets import AsText


def who_needs(choice, leave=None):
    """What (but `leave`) would change if the choice went, in words."""
    words = {
        Guide: _("the guide “%s”"),
        Step: _("the step “%s”"),
        Question: _("the question “%s”"),
    }
    return [words[type(part)] % part for part in needing(choice) if part != leave]


class ChoiceForm(OrderedForm):
    class Meta:
        model = Choice
        fields = ("position", "label", "key", "help")
        help_texts = {
            "key": gettext_lazy("A name for programs, such as “not-enough-space”."),
        }


class ChoiceFormSet(OrderedFormSet):
    @cached_property
    def published(self):
        """The keys that are fixed."""
        return (self.instance.pk and published_choices(self.instance)) or set()

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk and form.instance.key in self.published:
            form.fields["key"].disabled = True
            form.fields["key"].widget = AsText()
            form.fields["key"].help_text = ""

    def clean(self):
        """Without its choice a condition would widen, unseen, to everybody."""
        super().clean()
        for choice in [form.instance for form in self.deleted_forms if form.instance.pk]:
            if users := who_needs(choice):
                raise ValidationError(
                    _("“%(choice)s” cannot go yet. First take it out of: %(users)s."),
                    params={"choice": choice.label, "users": ", ".join(users)},
                )


class ChoiceInline(OrderedInline):
    model = Choice
    form = ChoiceForm
    formset = ChoiceFormSet
    description = gettext_lazy(
        "Shown in this order, and “I don't know” after them. Published keys stay as they are."
    )
    fieldsets = ((None, {"fields": (("position", "label", "key", "help"),), "classes": ["row"]}),)
