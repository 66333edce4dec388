"""What goes live, shown before it does: publish, roll back, take it off."""

import re
from contextlib import suppress
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ..core.changes import changes
from ..core.formats import DocumentError
from ..core.problems import find_problems
from ..models import Choice, Edition, Guide, Instruction, Question, Screenshot, Step
from ..models.guides import LiveEditionChanged
from ..transfer import current_snapshot
from .preview import preview_address

PAGE = "admin/troubleshooter/guide/{}.html"


def publish(guide_admin, request, object_id):
    """What publishing would change, or what is in its way; POST publishes what was shown."""
    guide = guide_of(request, object_id)
    document = current_snapshot(guide)
    problems = [*find_problems(document), *guide.language_problems()]
    is_live = guide.live is not None and guide.live.digest == document.digest
    shown = f"{document.digest} {guide.live_id or ''}"
    if request.method == "POST" and is_live:
        messages.info(request, _("Edition %s is live already.") % guide.live.number)
        return to_guide(guide)
    if request.method == "POST" and not problems:
        if request.POST.get("shown") == shown:
            return _publish(guide_admin, request, guide, document)
        messages.warning(
            request, _("The guide has changed since you looked. This is what would go live now.")
        )
    context = {
        "title": _("Publish"),
        "problems": [_problem_line(problem, guide) for problem in problems],
        "is_live": is_live,
        "shown": shown,
        "document": document,
        "steps": [document.step[key] for key in document.placement],
        "number": guide.last_number() + 1,
        "parts": [] if problems else _parts(guide.live and guide.live.document, document),
    }
    return page(guide_admin, request, guide, "publish", context)


def _publish(guide_admin, request, guide, document):
    try:
        edition = guide.publish(document, by=request.user, replacing=guide.live_id)
    except DocumentError:
        return _look_again(request, _("The guide has changed since you looked."))
    except LiveEditionChanged:
        return _look_again(request)
    said = _("Edition %s is live now. Who is on an earlier one finishes there.") % edition.number
    guide_admin.log_change(request, guide, _("Published edition %s.") % edition.number)
    messages.success(request, said)
    return to_guide(guide)


def _look_again(request, why=""):
    """To the page as it is now: something changed while this request was on its way."""
    messages.warning(request, why or _("Another edition went live since you looked."))
    return HttpResponseRedirect(request.path)


def withdraw(guide_admin, request, object_id):
    """Take the guide off the site, once confirmed."""
    guide = guide_of(request, object_id)
    if request.method == "POST" and guide.live:
        guide.withdraw()
        guide_admin.log_change(request, guide, _("Taken off the site."))
        messages.success(request, _("The guide is off the site. Its editions are kept."))
        return to_guide(guide)
    if guide.live is None:
        messages.info(request, _("The guide is not on the site."))
        return to_guide(guide)
    return page(guide_admin, request, guide, "withdraw", {"title": _("Take off the site")})


def roll_back(edition_admin, request, object_id):
    """Roll back to an edition, once it was shown what that changes on the site."""
    edition = get_object_or_404(Edition.objects.select_related("guide__live"), pk=object_id)
    guide = guide_of(request, edition.guide_id)
    if guide.live_id == edition.pk:
        messages.info(request, _("Edition %s is live already.") % edition.number)
        return to_guide(guide)
    shown = str(guide.live_id or "")
    if request.method == "POST":
        if request.POST.get("shown") != shown:
            return _look_again(request)
        try:
            guide.roll_back(edition, replacing=guide.live_id)
        except LiveEditionChanged:
            return _look_again(request)
        edition_admin.log_change(request, edition, _("Rolled back to edition %s.") % edition.number)
        messages.success(
            request,
            _("Edition %s is live again. The working copy is as it was.") % edition.number,
        )
        return to_guide(guide)
    context = {
        "title": _("Roll back"),
        "edition": edition,
        "shown": shown,
        "parts": _parts(guide.live and guide.live.document, edition.document),
    }
    return page(edition_admin, request, guide, "roll_back", context)


def guide_of(request, object_id):
    """The guide, for somebody who may publish it. Raises PermissionDenied, Http404."""
    if not request.user.has_perm("troubleshooter.publish_guide"):
        raise PermissionDenied
    return get_object_or_404(Guide.objects.select_related("live"), pk=object_id)


def page(model_admin, request, guide, name, context):
    own = {
        **model_admin.admin_site.each_context(request),
        "opts": Guide._meta,
        "guide": guide,
        "subtitle": guide.title,
        "media": model_admin.media,
    }
    return TemplateResponse(request, PAGE.format(name), own | context)


def to_guide(guide):
    return HttpResponseRedirect(reverse("admin:troubleshooter_guide_change", args=(guide.pk,)))


def _parts(live, document):
    """The changes against the live document, by the part they are in."""
    if live is None:
        return []
    found = changes(live, document)
    return [
        {
            "title": title,
            "kind": {"guide": _("Guide"), "step": _("Step"), "question": _("Question")}[kind],
            "changes": [(change, change.in_words(_)) for change in group],
        }
        for (kind, _key, title), group in groupby(found, lambda c: (c.kind, c.key, c.title))
    ]


def _problem_line(problem, guide):
    """A problem in words, the admin page and row where it is mended, and the screen it is on."""
    here = {
        "step": Step.objects.filter(placements__guide=guide),
        "question": Question.objects.filter(uses__guide=guide),
    }
    rows = here.get(problem.kind)
    row = rows.filter(key=problem.key).first() if rows is not None else None
    target = row or guide
    name = target._meta.model_name
    url = reverse(f"admin:troubleshooter_{name}_change", args=(target.pk,))
    field = _field(problem.path, target) if problem.is_of_field else ""
    return {
        "url": url + _anchor(problem.path),
        "where": str(target),
        "preview": preview_address(guide, row) if row else "",
        "message": f"{field}{problem.in_words(_)}",
    }


def _field(path, row):
    """The field that a reason alone does not name: "steps[3].title" is "title: "."""
    numbered = (
        (r"\.instructions\[(\d+)\]", _("instruction %s: ")),
        (r"^questions\[\d+\]\.choices\[(\d+)\]", _("choice %s: ")),
    )
    found = [(re.search(place, path), words) for place, words in numbered]
    before = "".join(words % (int(match[1]) + 1) for match, words in found if match)
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    for model in (type(row), Choice, Instruction, Screenshot):
        with suppress(FieldDoesNotExist):
            field = model._meta.get_field(name)
            rows = field.related_model if field.one_to_many else None
            return f"{before}{rows._meta.verbose_name_plural if rows else field.verbose_name}: "
    return before


def _anchor(path):
    """The id of the row on its page: "steps[3].instructions[1].alt" is row 1 of instructions."""
    for section in ("instructions", "placements", "uses"):
        _before, found, index = path.rpartition(f"{section}[")
        if found:
            return f"#{section}-{index.partition(']')[0]}"
    return ""
