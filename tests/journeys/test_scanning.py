"""The telephone's camera reads the code on a paper; without a camera, or without leave, a number is typed."""

import os
from pathlib import Path

import pytest
import segno
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, TELEPHONE, Seat, chromium

WIDTH, HEIGHT = 640, 480
FAKE = "--use-fake-device-for-media-stream"


def film(code: str, path: Path) -> Path:
    """A film of one picture for the camera that Chromium makes up: the code in its middle."""
    rows = [list(row) for row in segno.make_qr(code, error="m").matrix_iter(scale=8, border=4)]
    top, left = (HEIGHT - len(rows)) // 2, (WIDTH - len(rows[0])) // 2
    luma = bytearray(b"\xeb" * (WIDTH * HEIGHT))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            luma[(top + y) * WIDTH + left + x] = 16 if dark else 235
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return path


@pytest.fixture
def with_camera(city, browser):
    """``with_camera("wang", "--flag")``: somebody at a telephone, its browser started so."""
    started = []

    def take(username, *flags):
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        other = browser.browser_type.launch(executable_path=chromium(), args=[*sandbox, *flags])
        seat = Seat(city, other, username, TELEPHONE)
        started.append((seat, other))
        return seat

    yield take
    for seat, other in started:
        seat.leave()
        other.close()


def number_of_an_order(sit):
    page = sit("qin", size=DESK).go("/measures/orders/")
    return page.locator("tbody tr a").first.inner_text().strip()


def test_the_camera_reads_the_code_of_a_notice_and_opens_it(sit, with_camera, tmp_path):
    number = number_of_an_order(sit)
    seen = film(number, tmp_path / "notice.y4m")
    telephone = with_camera(
        "wang", FAKE, "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={seen}"
    )
    page = telephone.go("/scan/")
    expect(page.locator(".page-head h1")).to_contain_text(number, timeout=15_000)


def test_a_picture_without_a_code_waits_and_the_camera_is_closed_again(with_camera):
    page = with_camera("wang", FAKE, "--use-fake-ui-for-media-stream").go("/scan/")
    expect(page.locator(".camera video")).to_be_visible()
    expect(page.locator("[data-camera-said]")).to_contain_text("停稳一秒")
    page.get_by_role("button", name="关闭相机").click()
    expect(page.locator(".camera video")).to_be_hidden()


def test_a_refused_or_absent_camera_is_said_in_plain_words_and_a_number_is_typed(sit, with_camera):
    number = number_of_an_order(sit)
    refused = with_camera("wang", FAKE, "--deny-permission-prompts").go("/scan/")
    refused.get_by_role("button", name="打开相机扫码").click()
    expect(refused.locator("[data-camera-said]")).to_contain_text("没有获得使用相机的许可")
    page = sit("wang").go("/scan/")
    page.get_by_role("button", name="打开相机扫码").click()
    expect(page.locator("[data-camera-said]")).to_contain_text("没有相机")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(number.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".page-head h1")).to_contain_text(number)


def test_a_hand_held_scanner_works_on_any_page(sit):
    number = number_of_an_order(sit)
    page = sit("chen", size=DESK).go("/people/")
    page.keyboard.type(number, delay=2)
    page.keyboard.press("Enter")
    expect(page.locator(".page-head h1")).to_contain_text(number)
