"""The addresses of the help desk."""

app_name = "troubleshooter"
urlpatterns = []
