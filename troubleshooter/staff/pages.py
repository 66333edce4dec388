"""The page on which staff switch their second factor on and off."""

from __future__ import annotations

from typing import Any

import django_otp
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import second_factor

PAGE = "admin/second_factor.html"


@never_cache
@csrf_protect
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Begin, confirm, renew the recovery codes, switch off: `action` says which.

    Open to staff who may work, and to staff who may not before they have set it up.
    """
    user = request.user
    if not (user.is_active and user.is_staff):
        return redirect_to_login(request.path, "admin:login")
    if second_factor.has_one(user) and not user.is_verified():
        return redirect_to_login(request.path, "admin:login")
    act = ACTIONS.get(request.POST.get("action", "")) if request.method == "POST" else None
    return act(request) if act else _page(request)


def _begin(request: HttpRequest) -> HttpResponse:
    second_factor.begin(request.user)
    return HttpResponseRedirect(request.path)


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        confirmed = second_factor.confirm(request.user, request.POST.get("code", ""))
    except second_factor.TooSoon as error:
        return _page(request, error=str(error))
    if confirmed is None:
        return _page(request, error=_("This is not the code that your phone shows now. Try again."))
    device, codes = confirmed
    django_otp.login(request, device)
    return _page(request, codes=codes)


def _renew(request: HttpRequest) -> HttpResponse:
    if not second_factor.has_one(request.user):
        return _page(request)
    return _page(request, codes=second_factor.new_recovery_codes(request.user))


def _switch_off(request: HttpRequest) -> HttpResponse:
    try:
        device = second_factor.verified(request.user, request.POST.get("code", ""))
    except second_factor.TooSoon as error:
        return _page(request, error=str(error))
    if device is None:
        return _page(request, error=_("This code is wrong or used already. Nothing was changed."))
    second_factor.switch_off(request.user)
    return HttpResponseRedirect(request.path)


ACTIONS = {"begin": _begin, "confirm": _confirm, "renew": _renew, "off": _switch_off}


def _page(request: HttpRequest, *, error: str = "", codes: Any = ()) -> HttpResponse:
    user = request.user
    begun = second_factor.begun(user)
    context = admin.site.each_context(request) | {
        "title": _("Second factor"),
        "subtitle": None,
        "has_one": second_factor.has_one(user),
        "is_wanted": second_factor.is_wanted(),
        "begun": begun,
        "secret": second_factor.secret_of(begun) if begun else "",
        "address": second_factor.address_of(begun) if begun else "",
        "left": second_factor.recovery_codes_left(user),
        "codes": codes,
        "error": error,
    }
    return render(request, PAGE, context, status=422 if error else 200)
