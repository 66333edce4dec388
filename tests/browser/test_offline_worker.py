"""The worker's process is killed, as a phone short of memory does it."""

import os
import shutil
import signal

from playwright.sync_api import Error

from tests.browser.wire import KEPT, SENT, SOON, cut, is_at, is_told, mend, opened, press, said
from tests.factories import published, started


def test_a_killed_worker_comes_back_when_it_is_needed(browser, live_server, transactional_db):
    session = started(published())
    session.answer("symptom", "blank", "")
    session.forget_said()
    # A browser of its own: what is killed in it is nobody else's.
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    own = browser.browser_type.launch(executable_path=path, args=["--no-sandbox"])
    try:
        context = own.new_context(base_url=live_server.url)
        context.set_default_timeout(SOON)
        phone = opened(context.new_page(), session)
        cut(phone)
        _kill_all_pages_and_workers(own, phone)
        again = _new_page(context)
        again.goto(f"/sessions/{session.token}/")
        is_at(again, "Paper")
        press(again, "Still not working")
        is_at(again, "Cable")
        is_told(again, KEPT)
        phone.close()
        mend(again)
        is_told(again, SENT)
    finally:
        own.close()
    assert said(session) == ["symptom=blank", "paper:not_fixed"]


def _kill_all_pages_and_workers(browser, page):
    protocol = browser.new_browser_cdp_session()
    with page.expect_event("crash", timeout=SOON):
        for process in protocol.send("SystemInfo.getProcessInfo")["processInfo"]:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    protocol.detach()


def _new_page(context):
    """A page in a process that lives: the one that stood ready may have been killed too."""
    for _ in range(3):
        try:
            return context.new_page()
        except Error:
            continue
    return context.new_page()
