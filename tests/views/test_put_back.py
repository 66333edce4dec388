"""What an ending asks the person to put back."""

from datetime import timedelta

from tests.core.first_guide import DESTRUCTIVE, GUIDE, START
from troubleshooter.core.events import Attempt
from troubleshooter.core.walk import Walk
from troubleshooter.views.addresses import SessionAddresses
from troubleshooter.views.screens import screen_context


def test_a_change_that_two_steps_made_is_listed_once():
    events = tuple(
        Attempt(str(minute), START + timedelta(minutes=minute), step, outcome)
        for minute, (step, outcome) in enumerate(
            zip(DESTRUCTIVE, ("not_fixed", "fixed"), strict=True)
        )
    )
    context = screen_context(Walk(GUIDE, (), events), SessionAddresses("t" * 22, GUIDE.guide.slug))
    assert context["ending"] == "fixed"
    assert context["put_back"].count("Add your payment cards again.") == 1
    assert "Check that Find My is on again." in context["put_back"]
