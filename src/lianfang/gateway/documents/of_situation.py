"""From what the situation reads to what a document prints."""

from lianfang.core.words import Words
from lianfang.gateway.documents.bulletin import BulletinPaper
from lianfang.gateway.documents.layout import REAL
from lianfang.situation.queries import Paper


def printable(paper: Paper, *, mark: Words = REAL) -> BulletinPaper:
    """A bulletin as its document takes it."""
    return BulletinPaper(
        title=paper.title,
        day=paper.row.day,
        special=paper.row.kind == "special",
        number=paper.row.number,
        edition=paper.row.edition,
        issuer=paper.issuer,
        as_of=paper.row.as_of,
        blocks=paper.blocks,
        composed_by=paper.row.composed_by,
        signer=paper.signer,
        signer_title=paper.signer_title,
        signed=paper.row.signed,
        sha256=paper.row.sha256,
        ledger_number=paper.ledger_number,
        ledger_digest=paper.ledger_digest,
        mark=mark,
    )
