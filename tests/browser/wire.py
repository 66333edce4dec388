"""Words for what happens to a connection, and what a person sees of it."""

from playwright.sync_api import expect

from troubleshooter.models import Event

SOON = 60_000
"""Milliseconds. A busy machine may take its time; what is waited for is what counts."""


def is_kept(page):
    """Wait until the page says that it works without internet."""
    expect(page.get_by_text("Works without internet now")).to_be_visible(timeout=SOON)


def opened(page, session, path=""):
    """The session's page, once all that follows is kept."""
    page.goto(f"/sessions/{session.token}/{path}")
    is_kept(page)
    return page


def cut(page):
    page.context.set_offline(True)


def mend(page):
    page.context.set_offline(False)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def choose(page, label):
    page.get_by_role("radio", name=label, exact=True).check()
    press(page, "Continue")


def is_at(page, heading):
    expect(page.locator("h1")).to_have_text(heading, timeout=SOON)


def is_told(page, words):
    expect(page.get_by_role("status")).to_contain_text(words, timeout=SOON)


def comes_true(page, asked, arg=None):
    """Wait until an asynchronous function says yes: to `wait_for_function` a promise is one."""
    waiting = f"""async (arg) => {{
        const asked = {asked};
        for (let round = 0; round < {SOON // 50}; round++) {{
            if (await asked(arg)) return true;
            await new Promise((done) => setTimeout(done, 50));
        }}
        return false;
    }}"""
    assert page.evaluate(waiting, arg), asked


KEPT = "Your answers are kept on this device"
SENT = "everything you said was sent"


def said(session):
    """What the session holds, in the order of time: "paper:fixed", "symptom=blank", "-"."""
    words = {"answer": "{0.question}={0.choice}", "attempt": "{0.step}:{0.outcome}"}
    return [
        words.get(event.kind, "-").format(event)
        for event in Event.objects.filter(session=session).order_by("at", "key")
    ]


def walked(session, *facts):
    """Say these things before the page is opened."""
    for fact in facts:
        seen = session.walk().last_key
        if "=" in fact:
            session.answer(*fact.split("="), seen)
        else:
            session.attempt(*fact.split(":"), None, seen)
        session.forget_said()
