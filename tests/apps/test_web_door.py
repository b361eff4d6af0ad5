"""The door of every page: signing in, how long that lasts, the second factor, posts, languages, refusals."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from lianfang.accounts import actions
from lianfang.accounts.adapter import SecondFactorAdapter
from lianfang.accounts.models import Staff
from lianfang.accounts.scope import SYSTEM
from lianfang.core.days import after
from lianfang.ledger import queries as ledger
from tests.cast import MORNING, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_throttled(db):
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """The clock of the door, set by hand."""

    def set_to(at) -> None:
        monkeypatch.setattr("lianfang.web.middleware.now", lambda: at)

    set_to(MORNING)
    return set_to


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return client


def sign_in(username: str, password: str = PASSWORD, client: Client | None = None):
    return (client or Client()).post("/accounts/login/", {"login": username, "password": password})


def text_of(response) -> str:
    return response.content.decode()


def test_a_stranger_is_sent_to_sign_in_and_back_afterwards(cast):
    answer = Client().get("/contacts/?q=王")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2Fcontacts%2F%3Fq%3D")
    client = Client()
    assert sign_in("wang", client=client).status_code == 302
    assert client.get("/contacts/").status_code == 200


def test_a_part_of_a_page_asks_the_whole_page_to_sign_in(cast):
    answer = Client().get(
        "/contacts/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/"}
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fcontacts%2F"


def test_signing_in_never_leads_to_another_host(cast):
    answer = Client().post(
        "/accounts/login/", {"login": "wang", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert "evil" not in answer["Location"]


def test_a_wrong_password_says_so_and_nothing_more(cast):
    for username in ("wang", "nobody-of-this-name"):
        answer = sign_in(username, "wrong password")
        assert answer.status_code == 200
        assert "账号或密码不对" in text_of(answer)


def test_guessing_is_stopped_after_five_failures(cast):
    for _ in range(5):
        sign_in("wang", "wrong password")
    answer = sign_in("wang", PASSWORD)
    assert answer.status_code == 200
    assert "错误次数太多" in text_of(answer)
    assert sign_in("zhao", PASSWORD).status_code == 302


def test_signing_in_and_failing_to_are_in_the_ledger_without_what_was_typed(cast):
    sign_in("wang", "wrong password")
    sign_in("my secret typed in the wrong field", "x")
    sign_in("wang")
    events = ledger.within("", "~", verbs=("accounts.signed_in", "accounts.sign_in_failed"))
    assert [(e.verb, e.subject_id) for e in events] == [
        ("accounts.signed_in", cast.grid_worker.staff_id),
        ("accounts.sign_in_failed", None),
        ("accounts.sign_in_failed", cast.grid_worker.staff_id),
    ]
    assert all(e.body == {} for e in events)


def test_there_is_no_sign_up_and_no_reset_by_mail(cast):
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert Client().get(path).status_code == 404


def test_headquarters_set_up_a_second_factor_before_any_page(cast):
    client = client_of("lin")
    for path in ("/contacts/", "/me/", "/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (
            302,
            "/accounts/2fa/totp/activate/",
        )
    assert client_of("wang").get("/me/").status_code == 200


def test_the_demonstration_lets_headquarters_in_and_says_so(cast, monkeypatch):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    assert "演示环境:未要求二次验证" in text_of(client_of("lin").get("/me/"))
    assert "演示环境" not in text_of(client_of("wang").get("/me/"))


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_factor_is_set_up_and_asked_for_from_then_on(cast):
    client = Client()
    sign_in("lin", client=client)
    page = text_of(client.get("/accounts/2fa/totp/activate/"))
    secret = re.search(r'id="totp-key">([A-Z2-7]+)<', page)[1]
    assert "data:image/svg+xml" in page
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert 'class="error"' in text_of(wrong)
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    shown = re.search(r"<pre[^>]*>(.*?)</pre>", text_of(client.get(done["Location"])), re.DOTALL)[1]
    assert client.get("/me/").status_code == 200
    assert client.get("/accounts/2fa/totp/deactivate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/logout/")
    again = sign_in("lin", client=client)
    assert again["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": shown.split()[0]}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_the_secret_of_a_second_factor_is_kept_sealed():
    adapter = SecondFactorAdapter()
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DP" not in kept
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"


def with_second_factor(username: str) -> Client:
    staff = Staff.objects.get(username=username)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return client_of(username)


@pytest.mark.parametrize(("username", "minutes"), [("wang", 60), ("lin", 30)])
def test_a_session_nobody_touches_ends(cast, clock, username, minutes):
    client = with_second_factor(username)
    assert client.get("/me/").status_code == 200
    clock(after(MORNING, minutes=minutes - 1))
    assert client.get("/me/").status_code == 200
    clock(after(MORNING, minutes=2 * minutes - 1))
    answer = client.get("/me/")
    assert answer.status_code == 302
    assert "over=1" in answer["Location"]
    assert "登录已到时间" in text_of(client.get(answer["Location"]))


def test_a_session_ends_with_the_shift_however_busy_it_was(cast, clock):
    client = client_of("wang")
    for quarter in range(48):
        clock(after(MORNING, minutes=15 * quarter))
        assert client.get("/me/").status_code == 200
    clock(after(MORNING, hours=12))
    assert client.get("/me/").status_code == 302


def test_a_password_given_by_somebody_else_is_changed_first(cast):
    actions.set_password("wang", "handed over once", by=cast.administrator, at=MORNING)
    client = Client()
    sign_in("wang", "handed over once", client=client)
    assert client.get("/me/")["Location"].startswith("/accounts/password/change/")
    weak = {"oldpassword": "handed over once", "password1": "1234567890", "password2": "1234567890"}
    assert "至少 10 位" in text_of(client.post("/accounts/password/change/", weak))
    own = {
        "oldpassword": "handed over once",
        "password1": "my own good words",
        "password2": "my own good words",
    }
    assert client.post("/accounts/password/change/", own)["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_an_account_without_a_post_is_told_whom_to_ask(cast):
    from lianfang.core.days import local_day

    actions.end_post(cast.grid_worker.post_id, on=local_day(MORNING), by=SYSTEM, at=MORNING)
    answer = client_of("wang").get("/me/")
    assert answer.status_code == 403
    assert "您现在没有岗位" in text_of(answer)


def test_a_page_of_another_post_is_refused_with_its_reason(cast):
    answer = client_of("wang").get("/administration/staff/")
    assert answer.status_code == 403
    assert "您的岗位不能管理人员和岗位" in text_of(answer)
    part = client_of("wang").get("/administration/staff/", headers={"HX-Request": "true"})
    assert (part.status_code, part["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "您的岗位不能" in text_of(part)


def test_every_answer_has_a_number_to_quote_and_a_missing_page_shows_it(cast):
    answer = client_of("wang").get("/no/such/page/")
    assert answer.status_code == 404
    assert answer["X-Request-Id"] in text_of(answer)


def test_what_breaks_says_what_is_safe_and_its_number(cast, monkeypatch):
    monkeypatch.setattr("lianfang.accounts.queries.covers_of", lambda *a, **k: 1 / 0)
    client = client_of("wang")
    client.raise_request_exception = False
    answer = client.get("/me/")
    assert answer.status_code == 500
    assert "没有保存" in text_of(answer)
    assert answer["X-Request-Id"] in text_of(answer)


def test_a_form_without_its_token_is_explained(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Staff.objects.get(username="wang"))
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面放得太久" in text_of(answer)


def test_the_language_is_chosen_once_and_kept_with_the_account(cast):
    client = client_of("wang")
    assert "我的岗位" in text_of(client.get("/me/"))
    client.post("/language/", {"language": "en", "next": "/me/"})
    assert "My posts" in text_of(client.get("/me/"))
    assert "My posts" in text_of(client_of("wang").get("/me/"))
    assert client.post("/language/", {"language": "tlh"}).status_code == 409


def test_a_stranger_chooses_the_language_of_the_sign_in_page():
    client = Client()
    assert "登录" in text_of(client.get("/accounts/login/"))
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in" in text_of(client.get("/accounts/login/"))


def test_another_post_is_acted_as_only_where_it_is_ones_own_or_covered(cast, clock):
    client = client_of("zhao")
    refused = client.post("/post/", {"post": cast.grid_worker.post_id})
    assert refused.status_code == 409
    actions.cover(
        cast.grid_worker.post_id, cast.other_grid_worker.staff_id,
        since=MORNING, until=after(MORNING, hours=2), reason="请假", by=cast.grid_worker, at=MORNING,
    )  # fmt: skip
    assert client.post("/post/", {"post": cast.grid_worker.post_id}).status_code == 302
    page = text_of(client.get("/me/"))
    assert "代班中" in page
    assert "代 王网格" in page
    clock(after(MORNING, minutes=50))
    client.get("/me/")
    clock(after(MORNING, hours=1, minutes=40))
    client.get("/me/")
    clock(after(MORNING, hours=2))
    assert "代班中" not in text_of(client.get("/me/"))


def test_the_service_says_that_it_lives_without_signing_in():
    assert Client().get("/healthz").json()["ok"] is True


PAGES = (
    "/me/",
    "/contacts/",
    "/find/?q=x",
    "/administration/",
    "/administration/staff/",
    "/administration/places/",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_an_inline_script_or_style(cast, monkeypatch, path):
    monkeypatch.setenv("LIANFANG_DEMO", "1")
    answer = client_of("admin").get(path, follow=True)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    html = text_of(answer)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
    assert not re.search(r"<style|javascript:|\son[a-z]+=", html)
    assert all(style.startswith("flex-grow:") for style in re.findall(r'style="([^"]*)"', html))
