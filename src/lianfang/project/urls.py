"""Every address of the product, by room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("lianfang.web.urls")),
]
