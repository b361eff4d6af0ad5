"""Addresses about oneself, the contact book, and the administration of staff."""

from django.urls import path

from lianfang.accounts.views import me, onboarding, staff

urlpatterns = [
    path("me/", me.me, name="me"),
    path("contacts/", me.contacts, name="contacts"),
    path("posts/<int:post_id>/cover/", me.cover, name="cover"),
    path("covers/<int:cover_id>/end/", me.end_cover, name="cover_end"),
    path("administration/covers/", staff.covers, name="covers"),
    path("administration/staff/", staff.staff, name="staff"),
    path("administration/staff/new/", staff.appoint, name="staff_new"),
    path("administration/staff/sheet/", onboarding.onboard, name="onboard"),
    path("administration/staff/sheet/blank/", onboarding.blank_form, name="onboard_form"),
    path("administration/staff/<int:staff_id>/", staff.staff_file, name="staff_file"),
    path("administration/staff/<int:staff_id>/password/", staff.give_password, name="staff_password"),
    path("administration/staff/<int:staff_id>/<slug:act>/", staff.act_on, name="staff_act"),
    path("administration/units/<int:unit_id>/close/", staff.close_unit, name="unit_close"),
    path("administration/posts/end/", staff.end_posts, name="posts_end"),
    path("administration/posts/<int:post_id>/end/", staff.end_post, name="post_end"),
]
