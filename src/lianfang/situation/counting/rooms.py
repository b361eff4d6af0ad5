"""Isolation rooms: how many there are, in use and free. Two people in one room use one room."""

from lianfang.situation.counting.source import Source
from lianfang.situation.counting.stays import itself

# Who stays in a room whose number was not written down has one alone. More rooms used than there are leave
# fewer than none free, which is shown.
_SITES = """
    SELECT f.id, f.path, coalesce(f.capacity, 0) AS capacity, (f.capacity IS NULL)::int AS unknown,
           count(DISTINCT coalesce(nullif(s.room, ''), '#' || s.id)) AS used
    FROM places_facility AS f
    LEFT JOIN measures_stay AS s ON s.facility_id = f.id
         AND s.began < %(until)s AND (s.ended IS NULL OR s.ended >= %(until)s)
    WHERE f.kind = 'isolation_site' AND f.path >= %(low)s AND f.path < %(high)s
    GROUP BY f.id
"""
ROOMS = f"""
    SELECT site.id AS member, site.path, each.what, '' AS standing, each.known, each.unknown
    FROM ({_SITES}) AS site
    CROSS JOIN LATERAL (VALUES
        ('rooms.capacity', site.capacity, site.unknown),
        ('rooms.occupied', site.used, 0),
        ('rooms.free', CASE WHEN site.unknown = 0 THEN site.capacity - site.used ELSE 0 END, site.unknown)
    ) AS each (what, known, unknown)
"""  # noqa: S608 - put together from texts of this module

ROOM_SOURCES = (Source("facility", frozenset({"rooms"}), ROOMS, itself),)
