"""What a browser may send. Which keys exist is for the session's edition to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .core.events import OUTCOMES, REASONS

KEY = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
EVENT_KEY = r"^[A-Za-z0-9_-]{8,64}\Z"


def _seen() -> forms.RegexField:
    return forms.RegexField(EVENT_KEY, required=False, max_length=64)


class AnswerForm(forms.Form):
    """`question`, `choice` (a choice's key or "unknown") and `seen`."""

    question = forms.RegexField(KEY, max_length=60)
    choice = forms.RegexField(
        KEY,
        max_length=60,
        error_messages={"required": _("Choose an answer first, or “I don't know”.")},
    )
    seen = _seen()


class AttemptForm(forms.Form):
    """`step`, `outcome`, optionally `reason`, and `seen`."""

    step = forms.RegexField(KEY, max_length=60)
    outcome = forms.ChoiceField(
        choices=[(outcome, outcome) for outcome in OUTCOMES],
        error_messages={"required": _("Say first whether it fixed it.")},
    )
    reason = forms.ChoiceField(choices=[(reason, reason) for reason in REASONS], required=False)
    seen = _seen()


class UndoForm(forms.Form):
    """`event`: the key to take back."""

    event = forms.RegexField(EVENT_KEY, max_length=64)


class SearchForm(forms.Form):
    """`q`: what is going wrong, in the person's words."""

    q = forms.CharField(required=False, max_length=200, strip=True)
