"""Addresses of the administration of the tree."""

from django.urls import path

from lianfang.places import views

urlpatterns = [
    path("administration/places/", views.places, name="places"),
    path("administration/places/<int:region_id>/", views.place, name="place"),
    path("administration/places/<int:region_id>/add/", views.add_region, name="place_add"),
    path("administration/places/<int:region_id>/rename/", views.rename_region, name="place_rename"),
    path("administration/places/<int:region_id>/close/", views.close_region, name="place_close"),
    path("administration/places/<int:region_id>/units/add/", views.add_unit, name="unit_add"),
    path("administration/units/", views.units, name="units"),
    path("administration/units/<int:unit_id>/", views.unit, name="unit"),
]
