"""The tables of the reference application: a page, its lines, and what was said of it."""

from django.db import models


class Page(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    read = models.PositiveIntegerField(default=0)

    def __str__(self):
        return self.slug


class Line(models.Model):
    page = models.ForeignKey(Page, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        indexes = (models.Index(fields=("page", "position"), name="line_of_page"),)

    def __str__(self):
        return self.text


class Outcome(models.Model):
    page = models.ForeignKey(Page, models.CASCADE, related_name="outcomes")
    said = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.said


def fill():
    """Pages enough that an index matters, each with lines for a page of about 6 KB."""
    pages = Page.objects.bulk_create(
        Page(slug=f"page-{n}", title=f"Page {n}", summary="What this page is about.")
        for n in range(200)
    )
    Line.objects.bulk_create(
        Line(page=page, position=n, text="An ordinary line of an ordinary article. " * 5)
        for page in pages
        for n in range(20)
    )
