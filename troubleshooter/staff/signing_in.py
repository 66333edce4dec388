"""The form that staff sign in with: name, password and, for who has a second factor, its code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import second_factor
from .guesses import Guesses


class SignInForm(AdminAuthenticationForm):
    """`username`, `password` and `code`. `wait` is the number of seconds it has to be left alone;
    `guesses` what was counted."""

    code = forms.CharField(
        label=_("Code from your phone"),
        required=False,
        max_length=40,
        help_text=_("Only if you switched that on. A recovery code will do as well."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "code": _("The code is missing, wrong or used already. Type the one your phone shows now."),
    }
    wait = 0
    guesses: Guesses | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not second_factor.is_used():
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        self.guesses = Guesses(self.request, self.cleaned_data.get("username") or "")
        self.wait = self.guesses.wait() or self.guesses.count()
        if self.wait:
            raise ValidationError(_waiting(self.wait), code="wait")
        try:
            cleaned = super().clean()
            self._clean_code()
        except ValidationError:
            self.guesses.was_wrong()
            raise
        if self.get_user() is not None:  # an empty field is refused without being looked at
            self.guesses.was_right()
        return cleaned

    def _clean_code(self) -> None:
        user = self.get_user()
        if user is None or not second_factor.has_one(user):
            return
        try:
            user.otp_device = second_factor.verified(user, self.cleaned_data.get("code") or "")
        except second_factor.TooSoon as error:
            raise ValidationError(str(error), code="too-soon") from error
        if user.otp_device is None:
            raise ValidationError(self.error_messages["code"], code="code")


def _waiting(seconds: int) -> Any:
    return ngettext_lazy(
        "Too many wrong passwords. Nothing was checked: try again in %(seconds)d second.",
        "Too many wrong passwords. Nothing was checked: try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
