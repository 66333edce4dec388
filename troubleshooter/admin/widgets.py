"""Form fields of the admin: grouped checkboxes, words to choose from, rectangles to tap."""

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

MOST_TARGETS = 3
_EVERYBODY, _OR = _("everybody"), _("or")
SIDES = (_("left"), _("top"), _("width"), _("height"))


class OwnTemplate:
    """A widget drawn with a template of this project; form templates are found in packages only."""

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class AsText(forms.Widget):
    """What stays as it is, to read."""

    def render(self, name, value, attrs=None, renderer=None):
        return format_html('<span class="readonly">{}</span>', value)


class Folded(OwnTemplate, forms.CheckboxSelectMultiple):
    """Checkboxes in groups, folded away behind a line that names those ticked.

    The line joins those of one group by the word `either`, and groups by "and".
    """

    template_name = "admin/troubleshooter/widgets/folded.html"

    def __init__(self, *args, nothing=_EVERYBODY, either=_OR, **kwargs):
        super().__init__(*args, **kwargs)
        self.nothing, self.either = nothing, either

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        groups = [
            {
                "name": group,
                "options": options,
                "ticked": [str(option["label"]) for option in options if option["selected"]],
            }
            for group, options, _index in context["widget"]["optgroups"]
        ]
        parts = [f" {self.either} ".join(group["ticked"]) for group in groups if group["ticked"]]
        own = {"groups": groups, "ticked": f" {_('and')} ".join(parts), "either": self.either}
        return context | own | {"nothing": self.nothing}


class Suggesting(OwnTemplate, forms.TextInput):
    """A text field that offers the words already in use; others may be typed."""

    template_name = "admin/troubleshooter/widgets/suggesting.html"
    suggestions = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "suggestions": self.suggestions}


class TargetsWidget(OwnTemplate, forms.MultiWidget):
    """Up to three rectangles on `picture`, each by four numbers; a script adds the pointer."""

    template_name = "admin/troubleshooter/widgets/targets.html"
    use_fieldset = True
    picture = None

    def __init__(self, attrs=None):
        number = {"min": 0, "max": 100, "step": "any", "inputmode": "decimal"}
        super().__init__([forms.NumberInput(number) for _i in range(MOST_TARGETS * 4)], attrs)

    def decompress(self, value):
        """Twelve numbers of up to three targets, None where there is none."""
        numbers = [number for target in value or () for number in target]
        return [*numbers, *([None] * (MOST_TARGETS * 4 - len(numbers)))]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        inputs = context["widget"]["subwidgets"]
        rows = [inputs[i * 4 : i * 4 + 4] for i in range(MOST_TARGETS)]
        return context | {
            "rows": [list(zip(row, SIDES, strict=True)) for row in rows],
            "rectangles": [box for row in rows if (box := _rectangle(row))],
            "picture": self.picture,
        }


def _rectangle(inputs):
    """What is typed in the four inputs as numbers for a drawing; None while it is not that."""
    try:
        numbers = [f"{float(item['value']):g}" for item in inputs]
    except (TypeError, ValueError):
        return None
    return dict(zip(("x", "y", "width", "height"), numbers, strict=True))


class TargetsField(forms.MultiValueField):
    """A list of [x, y, width, height] in percent of the picture, each inside it."""

    widget = TargetsWidget

    def __init__(self, **kwargs):
        fields = [forms.FloatField(required=False) for _i in range(MOST_TARGETS * 4)]
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list):
        targets = []
        for number in range(MOST_TARGETS):
            target = (data_list or [])[number * 4 : number * 4 + 4]
            if any(value is not None for value in target):
                self._check(number + 1, target)
                targets.append([round(value, 1) for value in target])
        return targets

    @staticmethod
    def _check(number, target):
        if None in target:
            message = _("Target %(number)s: give all four numbers, or none of them.")
        elif min(target) < 0 or min(target[2:]) <= 0:
            message = _("Target %(number)s: use numbers from 0 up; width and height above 0.")
        elif target[0] + target[2] > 100 or target[1] + target[3] > 100:
            message = _("Target %(number)s reaches outside the picture.")
        else:
            return
        raise forms.ValidationError(message, params={"number": number})
