"""Passwords, closing accounts, ending sessions, a lost second factor, the language of the pages."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from lianfang.accounts.actions.posts import hashed_password
from lianfang.accounts.models import Post, Staff
from lianfang.accounts.scope import MAY, Viewer, why_not
from lianfang.core.refusal import Refused
from lianfang.ledger import actions as ledger


@transaction.atomic
def set_password(username: str, password: str, *, by: Viewer, at: datetime) -> None:
    """Give an account a new password; its sessions end, and it is changed at the next sign-in.

    Refused where the password is short, all digits or a common one.
    """
    person = _locked(Staff.objects.filter(username=username).first(), username, ("onboard_staff",), by=by)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Refused(
            "accounts.weak_password",
            "密码至少 10 位,不能全是数字或常见密码",
            "a password has at least 10 signs and is neither all digits nor a common one",
        ) from weak
    person.password, person.password_given = hashed_password(password), not by.everything
    person.save(update_fields=["password", "password_given"])
    ledger.record("accounts.password_set", by=by, at=at, subject=("staff", person.pk))


@transaction.atomic
def password_was_changed(staff_id: int, *, by: Viewer, at: datetime) -> None:
    """Note that the holder chose a password of their own."""
    Staff.objects.filter(pk=staff_id).update(password_given=False)
    ledger.record("accounts.password_changed", by=by, at=at, subject=("staff", staff_id))


@transaction.atomic
def disable(staff_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Close an account: nobody signs in with it any more and its sessions end at once."""
    person = _by_number(staff_id, ("onboard_staff", "end_sessions"), by=by)
    if not person.is_active:
        return
    person.is_active = False
    person.sessions += 1
    person.save(update_fields=["is_active", "sessions"])
    ledger.record(
        "accounts.disabled", by=by, at=at, subject=("staff", staff_id), path=by.path, body={"reason": reason}
    )


@transaction.atomic
def enable(staff_id: int, *, by: Viewer, at: datetime) -> None:
    """Open a closed account again."""
    person = _by_number(staff_id, ("onboard_staff",), by=by)
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    ledger.record("accounts.enabled", by=by, at=at, subject=("staff", staff_id), path=by.path)


@transaction.atomic
def end_sessions(staff_id: int, *, by: Viewer, at: datetime) -> None:
    """Sign an account out everywhere: a lost telephone, a computer left open."""
    _by_number(staff_id, ("onboard_staff", "end_sessions"), by=by)
    Staff.objects.filter(pk=staff_id).update(sessions=F("sessions") + 1)
    ledger.record("accounts.sessions_ended", by=by, at=at, subject=("staff", staff_id), path=by.path)


@transaction.atomic
def reset_second_factor(staff_id: int, *, reason: str, by: Viewer, at: datetime) -> None:
    """Take a lost second factor away, so that its holder sets a new one up; their sessions end."""
    person = _by_number(staff_id, ("onboard_staff", "end_sessions"), by=by)
    Authenticator.objects.filter(user=person).delete()
    Staff.objects.filter(pk=staff_id).update(sessions=F("sessions") + 1)
    ledger.record(
        "accounts.second_factor_reset",
        by=by,
        at=at,
        subject=("staff", staff_id),
        path=by.path,
        body={"reason": reason},
    )


@transaction.atomic
def note_sign_in(staff_id: int, *, by: Viewer, at: datetime) -> None:
    """Note that somebody signed in; ``by`` is the post they land on."""
    ledger.record("accounts.signed_in", by=by, at=at, subject=("staff", staff_id), path=by.path)


@transaction.atomic
def note_failed_sign_in(username: str, *, by: Viewer, at: datetime) -> None:
    """Note a failed attempt. A name that is no account's is not kept: people type passwords there."""
    found = Staff.objects.filter(username=username).first()
    posts = Post.objects.filter(staff=found, valid_to__isnull=True) if found else Post.objects.none()
    path = posts.values_list("path", flat=True).first()
    ledger.record(
        "accounts.sign_in_failed",
        by=by,
        at=at,
        subject=("staff", found.pk) if found else None,
        path=path or "",
    )


def set_language(staff_id: int, language: str) -> None:
    """Keep the language in which an account reads the pages. A preference, not an act: no event."""
    if language not in dict(settings.LANGUAGES):
        raise Refused("language.unknown", "没有这种语言", "no such language")
    Staff.objects.filter(pk=staff_id).update(language=language)


def _by_number(staff_id: int, verbs: tuple[str, ...], *, by: Viewer) -> Staff:
    if staff_id == by.staff_id:
        raise Refused("accounts.oneself", "不能对自己的账号这样做", "this is not done to one's own account")
    return _locked(Staff.objects.filter(pk=staff_id).first(), str(staff_id), verbs, by=by)


def _locked(found: Staff | None, named: str, verbs: tuple[str, ...], *, by: Viewer) -> Staff:
    """The account, locked; refused where any of its open posts lies outside the area of whoever acts."""
    allowed = by.everything or set(verbs) & MAY.get(by.role, frozenset())
    if not allowed and (refused := why_not(by, verbs[0])):
        raise refused
    if found is None:
        raise Refused("not_found", "没有账号「{name}」", "no account {name!r}", name=named)
    paths = Post.objects.filter(staff=found, valid_to__isnull=True).values_list("path", flat=True)
    if not all(by.sees(path) for path in paths):
        raise Refused("scope.area", "不在您的辖区内", "this is outside your area")
    return Staff.objects.select_for_update().get(pk=found.pk)
