"""Walking a working copy through the visitors' own player, recording nothing.

What was said so far is in the address (`trail`), so that a preview needs no row and two of them
never meet. An article on its way in is walked in the same way: its key stands in for a guide's id.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..core.document import Document
from ..core.events import OUTCOMES, REASONS, Answer, Attempt
from ..core.walk import Walk
from ..forms import AnswerForm, AttemptForm, UndoForm
from ..models import Guide, Step
from ..transfer import current_snapshot, load_trial
from ..views.origin import same_origin
from ..views.responses import FRAGMENT, PAGE, form_screen, see_other
from ..views.screens import address_of, screen_context

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_TRAIL = 3_000
"""In characters: what an address can carry with room to spare. A longer trail keeps what counts."""


def preview_address(guide, part):
    """Where a step or a question of the library is shown as in this guide."""
    addresses = PreviewAddresses(guide.pk, "")
    return addresses.step(part.key) if isinstance(part, Step) else addresses.question(part.key)


def preview_of_import(key):
    """Where an article that is not stored yet is walked."""
    return PreviewAddresses(key, "")


@dataclass(frozen=True)
class PreviewAddresses:
    """Where a preview's screens are and where its forms go."""

    guide_id: int | str
    trail: str

    @property
    def is_import(self):
        return isinstance(self.guide_id, str)

    def _at(self, name, *more):
        page = f"import_preview{name}" if self.is_import else f"preview{name}"
        url = reverse(f"admin:troubleshooter_guide_{page}", args=(self.guide_id, *more))
        return f"{url}?{urlencode({'trail': self.trail})}" if self.trail else url

    @property
    def session(self):
        return self._at("")

    @property
    def answers(self):
        return self._at("_answers")

    @property
    def attempts(self):
        return self._at("_attempts")

    @property
    def undo(self):
        return self._at("_undo")

    @property
    def summary(self):
        return self._at("_summary")

    @property
    def start(self):
        return PreviewAddresses(self.guide_id, "").session

    @property
    def guide(self):
        page = "import_look" if self.is_import else "change"
        return reverse(f"admin:troubleshooter_guide_{page}", args=(self.guide_id,))

    def question(self, key):
        return self._at("_question", key)

    def step(self, key):
        return self._at("_step", key)


@dataclass(frozen=True)
class Preview:
    """One walk: the working copy and what was said so far."""

    guide_id: int | str
    document: Document
    said: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, request, object_id):
        """The preview at this address. Raises PermissionDenied, Http404."""
        is_import = isinstance(object_id, str)
        needed = "import_guide" if is_import else "preview_guide"
        if not request.user.has_perm(f"troubleshooter.{needed}"):
            raise PermissionDenied
        document = _imported(object_id) if is_import else _working_copy(object_id)
        parts = request.GET.get("trail", "").split("~")
        said = (tuple(part.split(".")) for part in parts)
        return cls(object_id, document, tuple(item for item in said if _is_fact(item)))

    @property
    def walk(self):
        return Walk(self.document, list(self.document.placement), _events(self.said))

    @property
    def addresses(self):
        return PreviewAddresses(self.guide_id, _trail(self.said))

    def saying(self, *fact):
        """The preview after one more answer or attempt."""
        said = (*self.said, fact)
        if len(_trail(said)) > LONGEST_TRAIL:
            history = Walk(self.document, (), _events(said)).history
            said = tuple(_fact(event) for event in history)
        return Preview(self.guide_id, self.document, said)

    def without(self, key):
        """The preview with the event of this key taken back."""
        events = zip(_events(self.said), self.said, strict=True)
        said = tuple(fact for event, fact in events if event.key != key)
        return Preview(self.guide_id, self.document, said)


def _working_copy(object_id):
    return current_snapshot(get_object_or_404(Guide, pk=object_id))


def _imported(key):
    trial = load_trial(key)
    if trial is None:
        raise Http404
    return trial.document


def _is_fact(item):
    match item:
        case ("a", _question, _choice):
            return True
        case ("t", _step, outcome, *reason):
            return outcome in OUTCOMES and (not reason or reason[0] in REASONS)
    return False


def _events(said):
    """The facts as events a second apart; a fact's place is its key."""
    events = []
    for number, (kind, subject, what, *reason) in enumerate(said):
        key, at = f"preview-{number:04}", BEGINNING + timedelta(seconds=number)
        if kind == "a":
            events.append(Answer(key, at, subject, what))
        else:
            events.append(Attempt(key, at, subject, what, reason[0] if reason else None))
    return events


def _fact(event):
    if isinstance(event, Answer):
        return "a", event.question, event.choice
    return "t", event.step, event.outcome, *([event.reason] if event.reason else [])


def _trail(said):
    return "~".join(".".join(fact) for fact in said)


def _show(request, preview, screen=None, *, template=PAGE, status=200, **more):
    addresses = preview.addresses
    context = screen_context(preview.walk, addresses, screen, is_preview=True, **more)
    context["preview_back_url"] = addresses.guide
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _after(request, preview):
    """The next screen as a fragment for htmx, else 303 to it: as for a visitor's form."""
    if not request.htmx:
        return see_other(preview.addresses.session)
    response = _show(request, preview, template=FRAGMENT, is_fragment=True)
    response["HX-Push-Url"] = address_of(preview.walk.screen, preview.addresses)
    return response


def _refuse(request, preview, form):
    errors = [error for found in form.errors.values() for error in found]
    screen = form_screen(preview.walk, form)
    is_fragment = bool(request.htmx)
    template = FRAGMENT if is_fragment else PAGE
    more = {"errors": errors, "is_fragment": is_fragment}
    return _show(request, preview, screen, template=template, status=422, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
def session(request, object_id):
    """The screen the preview is at; a POST starts over."""
    if request.method == "POST":
        return see_other(PreviewAddresses(object_id, "").session)
    return _show(request, Preview.of(request, object_id))


@require_safe
def question(request, object_id, key):
    """One question, to look at: where "Preview" on a problem or a question leads."""
    preview = Preview.of(request, object_id)
    if key not in preview.document.use:
        raise Http404
    return _show(request, preview, preview.walk.question_screen(key))


@require_safe
def step(request, object_id, key):
    """One step, to look at: where "Preview" on a problem or a step leads."""
    preview = Preview.of(request, object_id)
    if key not in preview.document.placement:
        raise Http404
    return _show(request, preview, preview.walk.step_screen(key))


@require_safe
def summary(request, object_id):
    """What was said so far."""
    return _show(request, Preview.of(request, object_id), template="troubleshooter/summary.html")


@require_POST
@same_origin
def answers(request, object_id):
    """The preview after an answer. Nothing is kept, so there is nothing to forge."""
    preview, form = Preview.of(request, object_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _refuse(request, preview, form)
    said = form.cleaned_data
    known = preview.document.question.get(said["question"])
    if known is None or said["choice"] not in (*known.labels, "unknown"):
        raise Http404
    return _after(request, preview.saying("a", said["question"], said["choice"]))


@require_POST
@same_origin
def attempts(request, object_id):
    """The preview after an attempt."""
    preview, form = Preview.of(request, object_id), AttemptForm(request.POST)
    if not form.is_valid():
        return _refuse(request, preview, form)
    said = form.cleaned_data
    if said["step"] not in preview.document.placement:
        raise Http404
    reason = [said["reason"]] if said["reason"] and said["outcome"] == "could_not" else []
    return _after(request, preview.saying("t", said["step"], said["outcome"], *reason))


@require_POST
@same_origin
def undo(request, object_id):
    """The preview without one answer or attempt."""
    preview, form = Preview.of(request, object_id), UndoForm(request.POST)
    if not form.is_valid():
        return _refuse(request, preview, form)
    return _after(request, preview.without(form.cleaned_data["event"]))


PAGES = (
    ("", "", session),
    ("questions/<slug:key>/", "_question", question),
    ("steps/<slug:key>/", "_step", step),
    ("summary/", "_summary", summary),
    ("answers/", "_answers", answers),
    ("attempts/", "_attempts", attempts),
    ("undo/", "_undo", undo),
)
"""The pages of a preview: the rest of the address, of the address's name, and the view."""
