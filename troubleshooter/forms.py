"""What a browser may send. Which keys exist is for the session's edition to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .core.events import OUTCOMES, REASONS
from .core.reminders import WHEN

KEY = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
EVENT_KEY = r"^[A-Za-z0-9_-]{8,64}\Z"


class _Shared(dict[str, forms.Field]):
    """Fields that all forms of a kind have in common: Django copies them for each form, to let it
    change its own, which takes a tenth of the time of an answer."""

    def __deepcopy__(self, memo: object) -> _Shared:
        return self


def _sharing_fields[F: type[forms.Form]](form: F) -> F:
    """The class of forms, none of which may change its fields."""
    form.base_fields = _Shared(form.base_fields)
    return form


def _seen() -> forms.RegexField:
    return forms.RegexField(EVENT_KEY, required=False, max_length=64)


@_sharing_fields
class AnswerForm(forms.Form):
    """`question`, `choice` (a choice's key or "unknown") and `seen`."""

    question = forms.RegexField(KEY, max_length=60)
    choice = forms.RegexField(
        KEY,
        max_length=60,
        error_messages={"required": _("Choose an answer first, or “I don't know”.")},
    )
    seen = _seen()


@_sharing_fields
class AttemptForm(forms.Form):
    """`step`, `outcome`, optionally `reason`, and `seen`."""

    step = forms.RegexField(KEY, max_length=60)
    outcome = forms.ChoiceField(
        choices=[(outcome, outcome) for outcome in OUTCOMES],
        error_messages={"required": _("Say first whether it fixed it.")},
    )
    reason = forms.ChoiceField(choices=[(reason, reason) for reason in REASONS], required=False)
    seen = _seen()


@_sharing_fields
class UndoForm(forms.Form):
    """`event`: the key to take back."""

    event = forms.RegexField(EVENT_KEY, max_length=64)


class CodeForm(forms.Form):
    """`code`: a resume code, as somebody typed it."""

    code = forms.CharField(max_length=100, error_messages={"required": _("Type the code first.")})


class ReminderForm(forms.Form):
    """`email` and `when` to write to it."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Type your e-mail address first."),
            "invalid": _("This is no e-mail address: look at it once more."),
        },
    )
    when = forms.ChoiceField(
        choices=[(when, when) for when in WHEN],
        error_messages={"required": _("Choose when."), "invalid_choice": _("Choose when.")},
    )


class SearchForm(forms.Form):
    """`q`: what is going wrong, in the person's words."""

    q = forms.CharField(required=False, max_length=200, strip=True)


ALL = "all"


class PeriodForm(forms.Form):
    """`from` and `to`: the days on which sessions started."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # A class body could not name a field "from".
        self.fields["from"] = _day(_("Started from"))
        self.fields["to"] = _day(_("Started until"))

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        self._in_order("from", "to")
        return chosen

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The first and the last day; None where it is open."""
        return self.cleaned_data["from"], self.cleaned_data["to"]

    def said(self) -> list[tuple[str, str]]:
        """The choices in words: label and value."""
        return [
            (str(field.label), self._said(name) or _now("all"))
            for name, field in self.fields.items()
        ]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices = getattr(self.fields[name], "choices", ())
        flat: dict[str, Any] = {}
        for key, label in choices:
            flat.update(label if isinstance(label, list | tuple) else {key: label})
        return str(flat.get(value, value or ""))

    def _in_order(self, first: str, last: str) -> None:
        begin, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begin and end and begin > end:
            self.add_error(last, _("This day is before the first one."))


class StatisticsForm(PeriodForm):
    """Also `edition` (a number, or all), `people` (a question's key, a dot and a choice's key),
    `trend` by day or week, and what to compare with: `against-edition`, `-from` and `-to`."""

    COMPARING = ("against-edition", "against-from", "against-to")

    edition = forms.ChoiceField(label=_("Edition"), required=False)
    people = forms.ChoiceField(label=_("People"), required=False)

    def __init__(
        self,
        editions: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, list[tuple[str, str]]]],
        data: Any,
    ) -> None:
        super().__init__(data)
        self.fields["edition"].choices = [(ALL, _("All editions")), *editions]
        self.fields["people"].choices = [(ALL, _("Everybody")), *people]
        self.fields["trend"] = forms.ChoiceField(
            label=_("Trend by"),
            choices=[("", _("what fits")), ("day", _("day")), ("week", _("week"))],
            required=False,
        )
        self.fields["sessions"] = forms.ChoiceField(
            label=_("Sessions"),
            choices=[("", _("of people")), ("simulated", _("simulated"))],
            required=False,
        )
        self.fields["against-edition"] = forms.ChoiceField(
            label=_("Edition to compare with"),
            choices=[("", _("the same")), *editions],
            required=False,
        )
        self.fields["against-from"] = _day(_("Compare with those from"))
        self.fields["against-to"] = _day(_("Compare with those until"))

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        self._in_order("against-from", "against-to")
        return chosen

    @property
    def number(self) -> int | None:
        """The number of the edition chosen; None for all."""
        return _number(self.cleaned_data["edition"])

    @property
    def answer(self) -> tuple[str, str] | None:
        """The question and the choice of the people chosen; None for everybody."""
        question, _dot, choice = self.cleaned_data["people"].partition(".")
        return (question, choice) if choice else None

    @property
    def is_comparing(self) -> bool:
        """Whether something to compare with was chosen."""
        return any(self.cleaned_data[name] for name in self.COMPARING)

    @property
    def other_number(self) -> int | None:
        """The edition to compare with: the same where none was chosen."""
        return _number(self.cleaned_data["against-edition"]) or self.number

    @property
    def other_period(self) -> tuple[date | None, date | None]:
        """The days to compare with: the same where none were chosen."""
        chosen = self.cleaned_data["against-from"], self.cleaned_data["against-to"]
        return chosen if any(chosen) else self.period

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that are always in sight."""
        return [self[name] for name in ("edition", "people", "from", "to")]

    @property
    def more(self) -> list[forms.BoundField]:
        """Those that are unfolded."""
        return [self[name] for name in (*self.COMPARING, "trend", "sessions")]

    @property
    def is_more_used(self) -> bool:
        """Whether one of those says something."""
        return any(self.data.get(field.html_name) for field in self.more)


class MoveForm(forms.Form):
    """`step` and the `place` it moves to; 1 is first."""

    step = forms.RegexField(KEY, max_length=60)
    place = forms.IntegerField(min_value=1, max_value=1000)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


def _number(chosen: str) -> int | None:
    return int(chosen) if chosen and chosen != ALL else None
