"""Documents to print and sign, as docx in the layout of GB/T 9704-2012, and the register as a sheet."""

from lianfang.gateway.documents.bulletin import BulletinPaper, write_bulletin
from lianfang.gateway.documents.notices import (
    Ground,
    IsolationNotice,
    ReleaseNotice,
    write_isolation_notice,
    write_release_notice,
)
from lianfang.gateway.documents.of_situation import printable
from lianfang.gateway.documents.register import RegisterRow, export_register
from lianfang.gateway.documents.tasklist import PaperList, PaperPart, PaperTask, write_task_list

__all__ = [
    "BulletinPaper",
    "Ground",
    "IsolationNotice",
    "PaperList",
    "PaperPart",
    "PaperTask",
    "RegisterRow",
    "ReleaseNotice",
    "export_register",
    "printable",
    "write_bulletin",
    "write_isolation_notice",
    "write_release_notice",
    "write_task_list",
]
