"""Addresses of pages over several nouns."""

from django.urls import path

from lianfang.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.language, name="language"),
    path("post/", views.choose_post, name="choose_post"),
]
