"""A step's parts to a step of the document: why, instructions with pictures, note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import document as doc
from ..problems import FILE_NAME
from ..wording import gettext_noop
from .attaching import Loose, attach
from .blocks import Heading, Picture, markdown
from .findings import ArticleRefused, Findings
from .imperative import is_imperative
from .naming import Names
from .outline import Section
from .questions import Questions
from .steps import Part, StepParts, Taker
from .titles import flat, key_of, label, read_title

MOST_INSTRUCTIONS = 60
LONGEST = 20_000
MINUTES = 2
"""Minutes a step is said to take until somebody says better."""

_LOSES = re.compile(
    r"\b(?:eras(?:e[sd]?|ing)|wip(?:e[sd]?|ing)\s+(?:all|everything|your|the\s+(?:data|dis[ck]"
    r"|drive|phone|device|partition))|factory\s+(?:reset|settings|data)|format(?:s|ting)?\s+(?:the"
    r"|your)|delet(?:e[sd]?|ing)|lose[sd]?|losing)\b",
    re.I,
)
_RISKY = re.compile(
    r"\b(?:eras(?:e[sd]?|ing)|wip(?:e[sd]?|ing)\s+(?:all|everything|your|the\s+(?:data|dis[ck]"
    r"|drive|phone|device|partition))|reset\w*|sign(?:ed|ing|s)?\s+out|log(?:ged|ging|s)?\s+out"
    r"|delet(?:e[sd]?|ing)|factory|format(?:ting)?\s+(?:the|your)|"
    r"reinstall\w*|uninstall\w*|restor(?:e|ing)\s+(?:your|the|to|from))\b",
    re.I,
)
_TIME = re.compile(
    r"\b(?:takes?|takes?\s+about|in|within|about|around|up\s+to"
    r"|time:)\s+(\d{1,3})\s*min(?:ute)?s?\b",
    re.I,
)


class StepWriter:
    """Writes the steps of one article; what is unique in it is kept here."""

    def __init__(self, names: Names, questions: Questions, findings: Findings) -> None:
        self.names = names
        self.questions = questions
        self.findings = findings
        self.keys: set[str] = set()

    def write(self, section: Section, number: int) -> doc.Step:
        """The step of a section."""
        title = section.title.text or f"Step {number}"
        title = self._own_title(section) or title
        taken = Taker(section.blocks).take()
        self._keep_title(section, title, taken)
        why, instructions, note = _told_apart(taken.parts)
        loose = [Loose(picture, max(0, above - len(why))) for picture, above in taken.loose]
        for place, beside in ((0, why), (len(instructions), note)):
            loose += [Loose(picture, place) for part in beside for picture in part.pictures]
        loose.sort(key=lambda item: item.picture.line or 0)
        instructions = self._with_pictures(instructions, loose, number, title)
        written = self._instructions(instructions, number, title)
        loses = markdown(taken.warnings_said)
        risk = self._risk(section, title, written, loses, number)
        self._say_alt(written, instructions, number, title)
        return doc.Step(
            key=key_of(title, self.keys, f"step-{number}"),
            title=label(title),
            why=self._fits(_text(why), number, title),
            minutes=self._minutes(section, taken, number, title),
            risk=risk,
            loses=self._fits(loses, number, title),
            instructions=written,
            note=self._fits(_text(note), number, title),
        )

    @staticmethod
    def _own_title(section: Section) -> str:
        """A heading that is only a number ("Step one") takes the heading below it as its title."""
        first = section.blocks[0] if section.blocks else None
        is_bare = section.title.number is not None and section.title.text == flat(section.heading)
        if (
            not is_bare
            or not isinstance(first, Heading)
            or read_title(first.text).number is not None
        ):
            return ""
        section.blocks = section.blocks[1:]
        return read_title(first.text).text

    def _keep_title(self, section: Section, title: str, taken: StepParts) -> None:
        """A heading that is too long for a title, or holds a link, stays in the text as well."""
        if len(title) > len(label(title)) or "](" in section.heading:
            taken.parts.insert(0, Part(section.line, section.heading or title))
            taken.loose = [(picture, above + 1) for picture, above in taken.loose]

    def _with_pictures(
        self, parts: list[Part], loose: list[Loose], number: int, title: str
    ) -> list[Part]:
        occupied = {index for index, part in enumerate(parts) if part.pictures}
        attached, spare = attach(loose, [part.text for part in parts], occupied)
        for picture, index, is_guess in attached:
            parts[index].pictures = [picture]
            if is_guess:
                template = gettext_noop(
                    "Picture kept with step {number} (“{title}”), no instruction near it names "
                    "what it shows."
                )
                self.findings.add(
                    picture.line, "picture-guess", template, number=number, title=title
                )
        for picture in spare:
            words = (
                picture.caption
                or picture.alt
                or flat(picture.address.rpartition("/")[2][:80])
                or title
            )
            parts.append(Part(picture.line, words.replace("<", "\\<"), True, [picture]))
            template = gettext_noop(
                "Picture kept with step {number} (“{title}”) in a line of its own: every other "
                "line has one."
            )
            self.findings.add(picture.line, "picture-guess", template, number=number, title=title)
        return parts

    def _instructions(self, parts: Sequence[Part], number: int, title: str) -> doc.Instructions:
        parts = _packed(parts)
        conditions = self.questions.conditions(parts, title)
        out = []
        for part, condition in zip(parts, conditions, strict=True):
            shot = self._screenshot(part.pictures[0]) if part.pictures else None
            text = self._fits(_with_caption(part), number, title)
            out.append(doc.Instruction(text=text, condition=condition, screenshot=shot))
        return tuple(out)

    def _screenshot(self, picture: Picture) -> doc.Screenshot:
        image = self.names.image(picture.address)
        words = " ".join((picture.alt or picture.caption).split())
        is_embedded = picture.address.startswith("data:")
        return doc.Screenshot(
            image=image,
            alt="" if FILE_NAME.match(words) else label(words, 500),
            name=self.names.stem(picture.address),
            source="data:" if is_embedded else picture.address[:2000],
        )

    def _say_alt(
        self, written: doc.Instructions, parts: Sequence[Part], number: int, title: str
    ) -> None:
        for part in parts:
            for picture in part.pictures:
                image = self.names.image(picture.address)
                self.findings.picture(picture.line, image, picture.address)
                if FILE_NAME.match((picture.alt or picture.caption).strip()):
                    template = gettext_noop(
                        "The picture {image} in step {number} (“{title}”) has no alternative "
                        "text: say in words what it shows."
                    )
                    self.findings.add(
                        picture.line,
                        "picture-alt",
                        template,
                        image=image,
                        number=number,
                        title=title,
                    )

    def _risk(
        self, section: Section, title: str, written: doc.Instructions, loses: str, number: int
    ) -> doc.Risk:
        said = " ".join([title, *(flat(item.text) for item in written)])
        found = _RISKY.search(said)
        if loses:
            return "high" if _LOSES.search(flat(loses)) else "low"
        if not found:
            return "none"
        template = gettext_noop(
            "Step {number} (“{title}”) looks risky (“{word}”) and says nothing of what can be "
            "lost: choose its risk and write what is lost."
        )
        self.findings.add(
            section.line, "risk", template, number=number, title=title, word=found.group().lower()
        )
        return "none"

    def _minutes(self, section: Section, taken: StepParts, number: int, title: str) -> int:
        text = " ".join(part.text for part in taken.parts)[:20_000]
        found = _TIME.search(text)
        if (
            found
            and 1 <= int(found.group(1)) <= 240
            and len(_TIME.findall(text)) == 1
            and "take" in found.group().lower()
        ):
            template = gettext_noop(
                "Step {number} (“{title}”) was given {minutes} minutes, as its text says."
            )
            self.findings.add(
                section.line,
                "minutes",
                template,
                number=number,
                title=title,
                minutes=found.group(1),
            )
            return int(found.group(1))
        template = gettext_noop(
            "Step {number} (“{title}”) does not say how many minutes it takes: {minutes} were put "
            "in."
        )
        self.findings.add(
            section.line, "minutes", template, number=number, title=title, minutes=MINUTES
        )
        return MINUTES

    def _fits(self, text: str, number: int, title: str) -> str:
        if len(text) > LONGEST:
            template = gettext_noop(
                "Step {number} (“{title}”) has more text than a step can hold: split it."
            )
            raise ArticleRefused(template, number=str(number), title=label(title, 80))
        return text


def _with_caption(part: Part) -> str:
    """The text of a line, with what stands below its picture where that says more than its alt."""
    for picture in part.pictures[:1]:
        caption = picture.caption
        if caption and picture.alt and caption != picture.alt and caption not in part.text:
            return f"{part.text}\n\n*{caption}*"
    return part.text


def _text(parts: Sequence[Part]) -> str:
    return "\n\n".join(part.text for part in parts)


def _told_apart(parts: list[Part]) -> tuple[list[Part], list[Part], list[Part]]:
    """Why, instructions and note: paragraphs above the first line to follow say why, and those
    below the last one are to note, unless they tell the reader to do something."""
    lines = [index for index, part in enumerate(parts) if part.is_item or part.variant]
    if lines:
        first, last = lines[0], lines[-1]
        later = [i for i in range(last + 1, len(parts)) if is_imperative(parts[i].told)]
        last = max(later, default=last)
    else:
        told = [index for index, part in enumerate(parts) if is_imperative(part.told)]
        first = told[0] if told else max(0, len(parts) - 1)
        last = told[-1] if told else len(parts) - 1
    return parts[:first], parts[first : last + 1], parts[last + 1 :]


def _packed(parts: Sequence[Part]) -> list[Part]:
    """At most as many lines as a step may have: what is too much joins the line above it."""
    out: list[Part] = []
    spare = len(parts) - MOST_INSTRUCTIONS
    for part in parts:
        before = out[-1] if out else None
        if (
            spare > 0
            and before
            and before.variant == part.variant
            and not (before.pictures and part.pictures)
        ):
            before.text = f"{before.text}\n\n{part.text}"
            before.pictures += part.pictures
            spare -= 1
        else:
            out.append(part)
    if len(out) > MOST_INSTRUCTIONS:
        raise ArticleRefused(
            gettext_noop("A fix has more than {most} lines to follow: split it."),
            most=str(MOST_INSTRUCTIONS),
        )
    return out
