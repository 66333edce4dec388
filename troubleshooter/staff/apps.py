"""Django's admin with the staff site in place of its own."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "troubleshooter.staff.site.StaffSite"
