"""What ordinary Django pages cost, behind the very same middleware: the yardsticks."""

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from .models import Line, Outcome, Page


def noop(request):
    """The middleware alone."""
    return HttpResponse("ok")


def one_query(request, slug):
    """One indexed SELECT."""
    return HttpResponse(Page.objects.get(slug=slug).title)


def plain_page(request, slug):
    """Three indexed SELECTs and a template of about 6 KB, rendered anew each time."""
    page = Page.objects.get(slug=slug)
    context = {
        "page": page,
        "lines": Line.objects.filter(page=page).order_by("position"),
        "following": Page.objects.filter(pk__gt=page.pk).order_by("pk").first(),
    }
    return render(request, "plain_page.html", context)


@csrf_exempt
def plain_outcome(request, slug):
    """One SELECT, one INSERT, one UPDATE in a transaction."""
    with transaction.atomic():
        page = Page.objects.get(slug=slug)
        Outcome.objects.create(page=page, said=request.POST["outcome"])
        page.read += 1
        page.save(update_fields=["read"])
    return HttpResponseRedirect(f"/reference/plain-page/{slug}/")
