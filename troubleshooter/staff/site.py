"""The staff site: Django's admin, with its door."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from . import second_factor
from .guesses import remember_device
from .pages import second_factor_page
from .signing_in import SignInForm


class StaffSite(AdminSite):
    """Who signed in with a second factor, or has none and needs none, may work."""

    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and second_factor.is_enough(request.user)

    def get_urls(self) -> list[Any]:
        page = path("second-factor/", second_factor_page, name="second_factor")
        return [page, *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The sign-in page; staff who have to set up a second factor first are led there."""
        if request.method == "GET" and self._has_to_set_it_up(request):
            return HttpResponseRedirect(reverse("admin:second_factor"))
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if getattr(form, "wait", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(form.wait)
        elif response.status_code == 302 and request.method == "POST":
            remember_device(request, response)
        return response

    def _has_to_set_it_up(self, request: HttpRequest) -> bool:
        is_staff = super().has_permission(request) and not self.has_permission(request)
        return is_staff and not second_factor.has_one(request.user)
