"""How staff sign in: by user name, never by signing up; what is said where it does not work."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from lianfang.accounts import actions, queries
from lianfang.accounts.scope import NOBODY
from lianfang.core.days import hours_between, instant
from lianfang.language import say

_FRESH_HOURS = 1 / 6
_WEAK = say(
    "密码至少 10 位,不能全是数字或常见密码", "At least 10 signs, not all digits, not a common password"
)


_INCORRECT_CODE = say(
    "验证码不对。验证码每 30 秒换一次,请看手机时间是否准确",
    "The code is not right. It changes every 30 seconds; check the clock of your telephone",
)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, so the sign-up page is closed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": say(
            "这个账号已停用,请联系管理员", "This account is closed; ask the administrator"
        ),
        "enter_current_password": say("请输入现在的密码", "Type your present password"),
        "incorrect_code": _INCORRECT_CODE,
        "incorrect_password": say("密码不对", "The password is not right"),
        "too_many_login_attempts": say(
            "错误次数太多,请 5 分钟后再试", "Too many failed attempts; try again in 5 minutes"
        ),
        "username_password_mismatch": say("账号或密码不对", "The account or the password is not right"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse a weak password in our own words, both languages."""
        try:
            validate_password(password, user)
        except ValidationError as weak:
            raise ValidationError(_WEAK) from weak
        return password

    def set_password(self, user: Any, password: str) -> None:
        """Keep a password that its holder chose; it is theirs from now on."""
        super().set_password(user, password)
        at, by = self.request.now, self.request.viewer
        actions.password_was_changed(user.pk, by=by, at=at)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Right after signing in nothing asks for the password again, except to stop the second factor."""
        began = self.request.session.get("since")
        fresh = began is not None and hours_between(instant(began), self.request.now) < _FRESH_HOURS
        if app == "allauth.mfa" and fresh and self.request.resolver_match.url_name != "mfa_deactivate_totp":
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work, with a word that it is done."""
        messages.success(request, say("密码已修改", "The password is changed"))
        return reverse("home")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign somebody in, and note it."""
        super().login(request, user)
        at = request.now  # type: ignore[attr-defined]
        actions.note_sign_in(user.pk, by=queries.viewer_of(user, at=at) or NOBODY, at=at)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a failed attempt."""
        at = request.now  # type: ignore[attr-defined]
        actions.note_failed_sign_in(str(credentials.get("username", "")), by=NOBODY, at=at)

    def add_message(self, *arguments: Any, **named: Any) -> None:
        """Say nothing of signing in and out: the page that follows shows it."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: its secrets are kept sealed, its mistakes said in our own words."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _INCORRECT_CODE}

    def encrypt(self, text: str) -> str:
        """A secret as the database keeps it: useless without the key in the installation's home."""
        return _sealing().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return _sealing().decrypt(encrypted_text.encode()).decode()


def _sealing() -> Fernet:
    key = sha256(b"lianfang.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
