"""``script/bench [NAME …]``: run the measurements, all of them where none is named.

Each module of this folder with a function ``run(print_line)`` is a measurement; its docstring says what
is measured, beside what, and the goal.
"""

import os
import pkgutil
import sys
from importlib import import_module

import bench
from bench.ground import open_ground

NOT_MEASUREMENTS = {"__main__", "ground", "turning", "volume"}
"""Parts that measurements share."""
LAST = ("pages", "users")
"""They share one filling that the others would empty."""


def main() -> int:
    """Run the named measurements on a database of their own; 2 where a name is not known."""
    known = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in NOT_MEASUREMENTS)
    wanted = sorted(sys.argv[1:] or known, key=lambda name: (name in LAST, name))
    if unknown := sorted(set(wanted) - set(known)):
        print(f"no measurement called {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load {load:.1f}, Python {sys.version.split()[0]}, embedded PostgreSQL")
    open_ground()
    for name in wanted:
        module = import_module(f"bench.{name}")
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}")
        module.run(print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
