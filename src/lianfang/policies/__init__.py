"""The editions: protocols as data, one folder each, and the loader that refuses what cannot stand.

A folder holds ``edition.toml`` and the tables ``rules.csv``, ``phases.csv``, ``contacts.csv``,
``routine.csv`` and ``cases.csv``. A folder with a ``base`` is an overlay: it names only the rows it
changes, the rest is the base's. National editions hold values of status V1, V2, D and P; a local
overlay may hold L as well; nothing holds a value that was not found.
"""

from lianfang.policies.examples import Outcome, run_examples
from lianfang.policies.loading import list_editions, load, load_folder

__all__ = ["Outcome", "list_editions", "load", "load_folder", "run_examples"]
