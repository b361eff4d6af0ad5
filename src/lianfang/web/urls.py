"""Addresses of pages over several nouns."""

from django.urls import include, path

from lianfang.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.language, name="language"),
    path("post/", views.choose_post, name="choose_post"),
    path("find/", views.search, name="search"),
    path("scan/", views.scan, name="scan"),
    path("", include("lianfang.web.rooms.policy")),
    path("", include("lianfang.web.rooms.me")),
    path("", include("lianfang.web.rooms.administration")),
    path("", include("lianfang.web.rooms.staff_sheet")),
    path("", include("lianfang.web.rooms.staff")),
    path("", include("lianfang.web.rooms.places")),
    path("", include("lianfang.web.rooms.today")),
    path("", include("lianfang.web.rooms.today_paper")),
    path("", include("lianfang.web.rooms.tasks")),
    path("", include("lianfang.web.rooms.tasks_bulk")),
    path("", include("lianfang.web.rooms.instructions")),
    path("", include("lianfang.web.rooms.people")),
    path("", include("lianfang.web.rooms.people_links")),
    path("", include("lianfang.web.rooms.measures")),
    path("", include("lianfang.web.rooms.orders")),
    path("", include("lianfang.web.rooms.orders_files")),
    path("", include("lianfang.web.rooms.handovers")),
    path("", include("lianfang.web.rooms.board")),
    path("", include("lianfang.web.rooms.figures")),
    path("", include("lianfang.web.rooms.reports")),
    path("", include("lianfang.web.rooms.bulletin")),
    path("", include("lianfang.web.rooms.lists")),
    path("", include("lianfang.web.rooms.lists_receiving")),
    path("", include("lianfang.web.rooms.risk_lists")),
    path("", include("lianfang.web.rooms.risk_lists_work")),
    path("", include("lianfang.web.rooms.declare")),
    path("", include("lianfang.web.rooms.declarations")),
]
