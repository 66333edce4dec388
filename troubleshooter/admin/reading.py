"""What staff may read and nobody may edit."""


class ReadOnly:
    """Keeps everybody, superusers too, from adding, changing and deleting."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
