"""``lianfang places`` on codes as people write them and on maps that are none."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lianfang.core.refusal import Refused
from lianfang.places import queries
from lianfang.project.cli.places import group

pytestmark = pytest.mark.django_db


def test_provinces_and_cities_are_found_by_their_six_digits_too(cast: Any) -> None:
    for written, code in (("370000", "37"), ("379900", "3799"), ("379901", "379901")):
        found = queries.area_by_code(written)
        assert found is not None
        assert found.code == code
    assert queries.area_by_code("389900") is None
    assert queries.area_by_code("000000") is None


@pytest.mark.parametrize(
    "features",
    [
        [None],
        [5],
        [{"properties": {"adcode": 379901}, "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}}],
        [{"properties": {"adcode": 379901}, "geometry": {"type": "Polygon", "coordinates": [[[1, 200]]]}}],
        [{"properties": {"adcode": 379901}, "geometry": {"type": "Polygon", "coordinates": "119,30"}}],
    ],
)
def test_a_map_whose_shapes_are_no_shapes_is_refused_by_name(
    cast: Any, tmp_path: Path, features: Any
) -> None:
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    done = CliRunner().invoke(group, ["boundaries", str(file), "--crs", "GCJ-02", "--json"])
    assert isinstance(done.exception, Refused)
    assert "map.json" in done.exception.words.en
