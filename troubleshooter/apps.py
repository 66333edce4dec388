"""The one application of the help desk."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

LIBRARY = ("step", "question", "choice", "instruction", "screenshot", "picture")
WORKING_COPY = ("guide", "placement", "use", "front", "choiceending")
EDITING = {
    *(
        f"{verb}_{model}"
        for verb in ("view", "add", "change")
        for model in (*LIBRARY, *WORKING_COPY)
    ),
    *(
        f"delete_{model}"
        for model in (*LIBRARY, *WORKING_COPY)
        if model not in ("guide", "picture")
    ),
    "view_edition",
    "import_guide",
    "preview_guide",
}
GROUPS = {
    "authors": EDITING,
    "publishers": EDITING | {"publish_guide", "view_statistics"},
    "analysts": {"view_guide", "view_edition", "view_statistics"},
}


def create_groups(using: str, **_options: Any) -> None:
    """The three groups with exactly these permissions. Permissions exist only after migrate."""
    from django.contrib.auth.models import Group, Permission

    for name, codenames in GROUPS.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(
            Permission.objects.using(using).filter(
                content_type__app_label="troubleshooter", codename__in=codenames
            )
        )


class TroubleshooterConfig(AppConfig):
    name = "troubleshooter"
    verbose_name = "Help desk"

    def ready(self) -> None:
        post_migrate.connect(create_groups, sender=self)
