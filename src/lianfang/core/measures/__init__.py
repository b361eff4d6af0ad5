"""From facts and an edition to measures, with the reasons. Pure: no clock, no files, no database.

``read`` reads a file of facts; ``decide`` and ``decide_many`` say what follows; ``compare`` sets a
local edition beside a national one. The counting conventions are in
:mod:`lianfang.core.measures.schedule`, the release predicates in
:mod:`lianfang.core.measures.release`. Editions themselves are data, read by :mod:`lianfang.policies`.
"""

from lianfang.core.measures.answers import Answer, State
from lianfang.core.measures.asking import Asked, Problem, read
from lianfang.core.measures.classes import CLASSES, SUBJECTS
from lianfang.core.measures.comparing import Difference, compare
from lianfang.core.measures.deciding import decide, decide_many, digest_of
from lianfang.core.measures.decision import Day, Decision, Kind, Reason, Remark
from lianfang.core.measures.edition import Edition, Norm, Phase, Rule, Status, Step
from lianfang.core.measures.facts import Fact, Facts
from lianfang.core.measures.schedule import Dated
from lianfang.core.measures.telling import as_data
from lianfang.core.measures.vocabulary import MEASURES, STATUSES

__all__ = [
    "CLASSES",
    "MEASURES",
    "STATUSES",
    "SUBJECTS",
    "Answer",
    "Asked",
    "Dated",
    "Day",
    "Decision",
    "Difference",
    "Edition",
    "Fact",
    "Facts",
    "Kind",
    "Norm",
    "Phase",
    "Problem",
    "Reason",
    "Remark",
    "Rule",
    "State",
    "Status",
    "Step",
    "as_data",
    "compare",
    "decide",
    "decide_many",
    "digest_of",
    "read",
]
