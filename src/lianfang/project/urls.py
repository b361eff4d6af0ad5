"""Every address of the product, by room. Of allauth only what staff need: no sign-up, no mail."""

from allauth.account import views as account
from django.urls import include, path

from lianfang.web.api import api

_sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("accounts/", include(_sign_in)),
    path("api/", api.urls),
    path("", include("lianfang.web.urls")),
]

handler403 = "lianfang.web.errors.forbidden"
handler404 = "lianfang.web.errors.not_found"
handler500 = "lianfang.web.errors.failure"
