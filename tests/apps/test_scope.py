"""Scope: a post sees its own subtree, and the wall in the database holds without the code."""

import pytest
from django.db import connection

from lianfang.accounts import scope
from lianfang.core.refusal import Refused

pytestmark = pytest.mark.django_db


def test_a_post_sees_its_own_subtree_and_nothing_beside_it(cast):
    assert cast.county_officer.sees(cast.paths["379901100001001"])
    assert not cast.county_officer.sees(cast.paths["379902"])
    assert not cast.grid_worker.sees(cast.paths["379901100001"])


def test_a_refusal_names_the_reason(cast):
    refused = scope.why_not(cast.grid_worker, "sign_order")
    assert refused is not None
    assert refused.code == "scope.role"
    with pytest.raises(Refused):
        cast.grid_worker.require("administer")


def test_acting_binds_the_database_and_lets_go_afterwards(cast):
    def bounds():
        cursor = connection.cursor()
        cursor.execute("SELECT current_setting('lianfang.low', true), current_setting('lianfang.high', true)")
        return cursor.fetchone()

    with scope.acting(cast.county_officer):
        assert bounds() == (cast.county_officer.path, cast.county_officer.path + "/")
        with scope.acting(scope.SYSTEM):
            assert bounds() == ("", "~")
        assert bounds() == (cast.county_officer.path, cast.county_officer.path + "/")
    assert bounds() in {("", ""), (None, None)}
