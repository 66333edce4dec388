"""What has been published and so keeps its key."""

from collections.abc import Iterator

from ..core.document import Document
from ..models import Edition, Question, Step
from ..models.editions import document_of


def is_step_published(step: Step) -> bool:
    """Whether an edition in the step's language holds its key."""
    return any(step.key in document.step for document in _holding(step))


def published_choices(question: Question) -> set[str] | None:
    """The keys of the question's choices that an edition holds; None when none holds it.

    Editions are read, newest first, until every present choice was seen.
    """
    present = set(question.choices.values_list("key", flat=True))
    found: set[str] | None = None
    for document in _holding(question):
        if known := document.question.get(question.key):
            found = (found or set()) | set(known.labels)
            if present <= found:
                break
    return found


def _holding(part: Step | Question) -> Iterator[Document]:
    """The editions that may hold the part, newest first; the text search is quick, not exact.

    What language an edition is in, it says itself: its guide may have got another since.
    """
    editions = Edition.objects.filter(body__contains=f'"key":"{part.key}"')
    for pk in editions.order_by("-published_at").values_list("pk", flat=True):
        document = document_of(pk)
        if document.guide.language == part.language:
            yield document
