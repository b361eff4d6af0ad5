"""A folder with a small sound edition, and a way to spoil one thing in it."""

from pathlib import Path

import pytest

from lianfang.core.refusal import Refused
from lianfang.policies import load_folder

TOML = """\
id = "made-9"
kind = "national"
disease = "madepox"
issued = 2022-01-01
valid_from = 2022-01-02

[name]
zh = "试行版"
en = "trial edition"

[document]
zh = "试行文件"
en = "trial document"

[deadlines.found_and_checked_hours]
value = 24
zh = "找到"
en = "found"
source = "试行文件 2022-01-01"
status = "V1"

[norms.pool_sizes]
value = [5, 10]
zh = "混采"
en = "pools"
source = "试行文件 2022-01-01"
status = "V1"

[[escalation]]
level = "community"
after_hours = 2
source = "试行文件 2022-01-01"
status = "P"

[[escalation]]
level = "county"
after_hours = 8
source = "试行文件 2022-01-01"
status = "P"

[[absent]]
class = "companion"
zh = "未写"
en = "not said"
"""
RULES = """\
row,class,when,lookback_days,risk_as_of,severity,alternative,alternative_if,on_fail,source,status
m-01,close_contact,,,,90,,,,试行文件 2022-01-01,V1
m-02,secondary_contact,,,,70,central,home_unsuitable,class:close_contact,试行文件 2022-01-01,V1; P severity
m-03,traveller,risk=high|middle,7,any_in_window,60,,,,试行文件 2022-01-01,V2
"""
PHASES = """\
row,phase,measure,days,count_from,anchor_day,credit,tests,tests_from,missed_test,sample,release,cap_days,\
source,status
m-01,1,central,7,last_exposure,0,elapsed,1 4 7,phase,make_up,oropharyngeal,own_negative(all),3,\
试行文件 2022-01-01,V1
m-01,2,home_monitor,3,prev_end,1,none,3,,,,,,试行文件 2022-01-01,V1; P anchor_day
m-02,1,home_iso,7,last_exposure,0,skip_phase_after(14),1 7,,,,,,试行文件 2022-01-01,V1
m-03,1,home_iso,7,found,1,none,,,,,,,试行文件 2022-01-01,V1
"""
CONTACTS = """\
grade,parent_grade,setting,relation,role,window_start_anchor,before_days,window_end,max_m,min_min,protection,\
widen_if_symptoms,judge,source,status
close_contact,case,meal,same_table,any,onset,2,isolation,1.5,,ineffective,no,person,试行文件 2022-01-01,V1
"""
ROUTINE = """\
row,group_zh,group_en,tests,per_days,source,status
r-01,快递,couriers,2,7,试行文件 2022-01-01,V1
"""
CASES = """\
case,title_zh,title_en,at,facts,rows,phases,tests,due,release,said
01,密接,contact,2022-07-02,close_contact last_exposure=2022-07-01,m-01,\
central 2022-07-02/2022-07-08; home_monitor 2022-07-09/2022-07-11,\
2022-07-02 2022-07-05 2022-07-08 2022-07-11,,unknown,
"""
LOCAL = """\
id = "made-local"
kind = "local"
base = "made-9"
disease = "madepox"
issued = 2022-02-01
valid_from = 2022-02-01
[name]
zh = "本市细则"
en = "city rules"
[document]
zh = "本市文件"
en = "city document"
"""
FILES = {
    "edition.toml": TOML,
    "rules.csv": RULES,
    "phases.csv": PHASES,
    "contacts.csv": CONTACTS,
    "routine.csv": ROUTINE,
    "cases.csv": CASES,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the files into ``folder``, made if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def made(folder: Path, file: str = "", old: str = "", new: str = "") -> Path:
    """The sound edition in ``folder``, with ``old`` replaced by ``new`` in one of its files."""
    files = dict(FILES)
    if file:
        assert old in files[file], f"{old!r} is not in {file}"
        files[file] = files[file].replace(old, new, 1)
    return write(folder, files)


def refusal(folder: Path, among: tuple = ()) -> Refused:
    """The refusal with which the folder is met."""
    with pytest.raises(Refused) as refused:
        load_folder(folder, among=among)
    return refused.value


def places(folder: Path, among: tuple = ()) -> list[tuple[str, str, str, str]]:
    """Where its defects are: file, row, column, value."""
    return [tuple(defect[:4]) for defect in refusal(folder, among).data["defects"]]
