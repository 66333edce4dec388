"""What an ordinary Django page costs, behind the very same middleware: the yardstick."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def noop(request: HttpRequest) -> HttpResponse:
    """The middleware alone."""
    return HttpResponse("ok")


def plain_page(request: HttpRequest) -> HttpResponse:
    """Three indexed SELECTs and a template of about 6 KB, rendered anew each time."""
    group = Group.objects.get(name="authors")
    permission = Permission.objects.filter(codename="view_guide").first()
    kind = ContentType.objects.filter(app_label="auth", model="user").first()
    rows = [{"number": number, "text": "An ordinary line of an article."} for number in range(40)]
    context = {"group": group, "permission": permission, "kind": kind, "rows": rows}
    return render(request, "plain_page.html", context)


urlpatterns = [
    path("reference/noop", noop),
    path("reference/plain-page", plain_page),
    path("", include("helpdesk.urls")),
]
