"""Import an article: paste or upload it, look at the guide it becomes, correct it, store it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..core.articles import ArticleRefused, decode_article, pictures_at_once
from ..core.correcting import LONGEST_TITLE, Corrections
from ..core.document import Question, Step
from ..core.reading import reading_order
from ..core.walk import Walk
from ..core.wording import gettext_noop
from ..models import Guide
from ..transfer import Trial, load_trial, store_article
from .preview import preview_of_import

PAGE = "admin/troubleshooter/guide/{}.html"
LARGEST = 8_000_000
"""Bytes of a file; the reader refuses what has more than two million characters."""
FIRST_WARNINGS = 8


class ArticleForm(forms.Form):
    """An article as a file or as text; the file goes first."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Markdown or HTML, saved as UTF-8."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "class": "vLargeTextField", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "Paste the Markdown, or the source of the page. Nothing in it is run, and nothing is "
            "fetched from the network."
        ),
    )

    def trial(self):
        """The article that was given, read once. Raises ArticleRefused."""
        file = self.cleaned_data["file"]
        if file is None:
            trial = Trial(self.cleaned_data["text"])
        elif file.size > LARGEST:
            raise ArticleRefused(gettext_noop("The file is larger than 8 MB: that is no article."))
        else:
            trial = Trial(decode_article(file.read()), file.name)
        return trial.checked()


@dataclass(frozen=True)
class Row:
    """A part of the guide on the page where it is corrected."""

    part: Step | Question
    url: str
    title: str = ""
    is_kept: bool = True

    @property
    def is_step(self):
        return isinstance(self.part, Step)

    @property
    def pictures(self):
        return sum(line.screenshot is not None for line in self.part.instructions)


def article(guide_admin, request):
    """Where an article is given; `?from=` brings back one that was given before."""
    _check(request)
    earlier = load_trial(request.GET.get("from", ""))
    form = ArticleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _to("import_look", form.trial().keep())
        except ArticleRefused as refused:
            form.add_error(None, refused.in_words(_))
    elif earlier and not form.is_bound:
        form = ArticleForm(initial={"text": earlier.text})
    context = {"title": _("Import an article"), "form": form}
    return _page(guide_admin, request, "import", context, 422 if form.errors else 200)


def look(guide_admin, request, key):
    """The guide that an article becomes; POST corrects it, walks it or stores it."""
    _check(request)
    trial = load_trial(key)
    if trial is None:
        messages.warning(request, _("That article is not kept any more. Please give it again."))
        return HttpResponseRedirect(_address("import"))
    if request.method != "POST":
        return _show(guide_admin, request, key, trial)
    trial = Trial(trial.text, trial.name, _corrections(request.POST, trial.original))
    if not trial.document.steps:
        messages.error(request, _("Keep at least one step."))
        return _show(guide_admin, request, key, trial, status=422)
    key = trial.keep()
    if "save" in request.POST:
        return _store(guide_admin, request, key, trial)
    if "walk" in request.POST:
        return HttpResponseRedirect(preview_of_import(key).session)
    return _to("import_look", key)


def _show(guide_admin, request, key, trial, status=200):
    original, corrections = trial.original, trial.corrections
    addresses = preview_of_import(key)
    walk = Walk(original, list(original.placement), ())
    rows = [
        Row(part, addresses.question(part.key), part.title)
        if isinstance(part, Question)
        else Row(
            part,
            "" if part.key in corrections.dropped else addresses.step(part.key),
            corrections.titles.get(part.key) or part.title,
            part.key not in corrections.dropped,
        )
        for part in reading_order(original, walk.remaining)
    ]
    told = [(warning.line, warning.in_words(_)) for warning in pictures_at_once(trial.warnings)]
    context = {
        "title": _("Import an article"),
        "trial": trial,
        "guide": original.guide,
        "guide_title": corrections.title or original.guide.title,
        "rows": rows,
        "longest": LONGEST_TITLE,
        "warnings": told[:FIRST_WARNINGS],
        "more_warnings": told[FIRST_WARNINGS:],
        "again_url": f"{_address('import')}?from={key}",
    }
    return _page(guide_admin, request, "import_look", context, status)


def _corrections(data, original):
    """What the page says; a step that it did not show stays as it is."""
    shown = set(data.getlist("step"))
    kept = set(data.getlist("keep"))
    titles = {step.key: data.get(f"title-{step.key}", "") for step in original.steps}
    return Corrections(
        title=data.get("title", ""),
        titles={step.key: titles[step.key] for step in original.steps if titles[step.key].strip()},
        dropped=tuple(step.key for step in original.steps if step.key in shown - kept),
    )


def _store(guide_admin, request, key, trial):
    stored, supplied = store_article(trial.document)
    guide = stored.guide
    guide_admin.log_addition(request, guide, _("Imported from an article."))
    is_whole = _pictures(trial.document) <= supplied.images
    said = format_html(
        '{} <a href="{}">{}</a>',
        _("The guide is stored, and not on the site yet.")
        if is_whole
        else _("The guide is stored, and not on the site yet. Upload its pictures."),
        _address("import_look", key),
        _("What to look at"),
    )
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:troubleshooter_guide_change", args=(guide.pk,)))


def _pictures(document):
    """The pictures of a document, by name."""
    lines = [line for part in (*document.steps, *document.questions) for line in part.instructions]
    return {line.screenshot.image for line in lines if line.screenshot}


def _check(request):
    if not request.user.has_perm("troubleshooter.import_guide"):
        raise PermissionDenied


def _address(name, *args):
    return reverse(f"admin:troubleshooter_guide_{name}", args=args)


def _to(name, *args):
    return HttpResponseRedirect(_address(name, *args))


def _page(guide_admin, request, name, context, status=200):
    own = {
        **guide_admin.admin_site.each_context(request),
        "opts": Guide._meta,
        "media": guide_admin.media,
    }
    return TemplateResponse(request, PAGE.format(name), own | context, status=status)
