"""``lianfang intake risk-areas`` on published and on damaged lists, beside a reader of the test's own."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lianfang.gateway.risklists import read
from lianfang.project.cli.intake import group

LISTS = {"high": "highlist", "middle": "middlelist", "low": "lowlist"}
Written = tuple[str, str, str, str, str]


def published(shared: Path) -> list[Path]:
    folder = shared / "data" / "risk_areas"
    return [
        *sorted((folder / "snapshots").glob("*.json*")),
        *sorted((folder / "kaikeping_2021").glob("*.js")),
    ]


def content(file: Path) -> dict[str, Any]:
    """The published list, read by hand: what stands between the outermost braces."""
    packed = file.read_bytes()
    text = (gzip.decompress(packed) if file.suffix == ".gz" else packed).decode()
    document = json.loads(text[text.index("{") : text.rindex("}") + 1])
    data: dict[str, Any] = document.get("data", document)
    return data


def counts(data: dict[str, Any]) -> list[int | None]:
    return [
        int(data[key]) if data.get(key) not in (None, "") else None for key in ("hcount", "mcount", "lcount")
    ]


def written(data: dict[str, Any]) -> Iterator[Written]:
    """Level and four names of every place that has one, outer blanks gone."""
    for level, key in LISTS.items():
        for entry in data.get(key) or []:
            for place in entry.get("communitys") or []:
                names = (entry.get("province"), entry.get("city"), entry.get("county"), place)
                plain = [" ".join(str(name or "").split()) for name in names]
                if plain[-1]:
                    yield (level, *plain)  # type: ignore[misc]


def only(file: Path) -> Any:
    [snapshot] = read(file)
    return snapshot


def test_every_published_list_has_the_counts_it_states_the_hour_it_states_and_the_places_it_lists(
    shared: Path,
) -> None:
    files = published(shared)
    assert len(files) == 72
    for file in files:
        data, snapshot = content(file), only(file)
        hour = [int(part) for part in re.findall(r"\d+", data["end_update_time"])[:4]]
        assert list(snapshot.counts()) == counts(data), file.name
        assert [getattr(snapshot.as_of, part) for part in ("year", "month", "day", "hour")] == hour, file.name
        assert {area[:5] for area in snapshot.areas} == set(written(data)), file.name


@pytest.mark.django_db
def test_what_one_published_list_has_more_and_less_than_another_is_the_difference_of_the_sets(
    shared: Path,
) -> None:
    files = [file for file in published(shared) if file.stat().st_size < 400_000]
    for before, after in (Random(7).sample(files, 2) for _ in range(8)):
        told = json.loads(ask("--diff", before, after).stdout)
        old, new = set(written(content(before))), set(written(content(after)))
        names = ("level", "province", "city", "county", "place")
        assert {tuple(area[name] for name in names) for area in told["added"]} == new - old
        assert {tuple(area[name] for name in names) for area in told["removed"]} == old - new


def ask(*words: object) -> Result:
    result = CliRunner().invoke(group, ["risk-areas", *map(str, words), "--json"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result


def damaged() -> dict[str, bytes]:
    """Files that are no lists, or only partly, by name."""
    good = {
        "end_update_time": "2022-08-01 9时",
        "hcount": 1,
        "highlist": [{"county": "某县", "communitys": ["某村"]}],
    }
    whole = json.dumps({"data": good}, ensure_ascii=False).encode()
    return {
        "empty.json": b"",
        "cut.json": whole[:-9],
        "null.json": b"null",
        "number.json": b"5",
        "array.json": b"[1, 2]",
        "no_lists.json": b'{"data": {"end_update_time": "2022-08-01 7"}}',
        "text_for_list.json": json.dumps({"data": good | {"highlist": "x"}}).encode(),
        "numbers_for_entries.json": json.dumps({"data": good | {"highlist": [1, 2]}}).encode(),
        "object_for_place.json": json.dumps(
            {"data": good | {"highlist": [{"communitys": {"a": 1}}]}}
        ).encode(),
        "list_for_city.json": json.dumps(
            {"data": good | {"highlist": [{"city": ["a"], "communitys": ["b"]}]}}
        ).encode(),
        "no_time.json": json.dumps({"data": {"highlist": []}}).encode(),
        "no_such_time.json": json.dumps(
            {"data": {"end_update_time": "2022-13-45 99时", "highlist": []}}
        ).encode(),
        "deep.json": b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "cut.json.gz": gzip.compress(whole)[:-12],
        "nothing.json.gz": gzip.compress(b""),
        "bomb.json.gz": gzip.compress(b'{"data":"' + bytes(70 * 2**20), 9),
        "noise.js": bytes(range(256)) * 9,
    }


@pytest.mark.django_db
def test_a_damaged_list_is_named_with_what_to_do_and_the_good_one_beside_it_goes_in(tmp_path: Path) -> None:
    for name, data in damaged().items():
        (tmp_path / name).write_bytes(data)
    good = tmp_path / "good.json"
    entry = {"province": "江东省", "city": "云泽市", "county": "青石县", "communitys": ["某村"]}
    good.write_text(json.dumps({"data": {"end_update_time": "2022-08-01 9时", "highlist": [entry]}}))
    files = [tmp_path / name for name in damaged()]
    result = ask(*files[:8], good, *files[8:])
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {error["file"] for error in answer["errors"]} == set(damaged())
    assert all(len(error["message"]) > 15 and error["message_en"] for error in answer["errors"])
    assert (answer["snapshots"], answer["areas"]) == (1, 1)


@pytest.mark.django_db
def test_characters_that_no_text_can_hold_do_not_stop_a_list(tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(
        '{"data": {"end_update_time": "2022-08-01 9时", "highlist": [{"province": "江东省\\ud800", '
        '"city": "云泽市", "county": "青石县", "communitys": ["一\\u0000村", "二村\\udfff"]}]}}'
    )
    assert ask(file).exit_code == 0
    told = json.loads(ask("--lookup", "江东省/云泽市/青石县/一村", "--at", "2022-08-01T10:00+08:00").stdout)
    assert (told["level"], told["matched"]) == ("high", "江东省/云泽市/青石县/一村")
