"""Nothing is dropped: every row received is accepted, a duplicate, rejected, ambiguous or still pending."""

from dataclasses import dataclass

from lianfang.core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows of a list, or of a part of it, by what became of them; adds up with others."""

    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    ambiguous: int = 0
    pending: int = 0
    """Received and not yet judged; none when the list is done."""

    def __add__(self, other: "Balance") -> "Balance":
        return balance(
            received=self.received + other.received,
            accepted=self.accepted + other.accepted,
            duplicate=self.duplicate + other.duplicate,
            rejected=self.rejected + other.rejected,
            ambiguous=self.ambiguous + other.ambiguous,
            pending=self.pending + other.pending,
        )


def balance(
    *, received: int, accepted: int, duplicate: int, rejected: int, ambiguous: int, pending: int = 0
) -> Balance:
    """The balance of a list; refused where the parts do not make up the whole, or one is below zero."""
    parts = (accepted, duplicate, rejected, ambiguous, pending)
    if min(received, *parts) < 0 or received != sum(parts):
        raise Refused(
            "list.unbalanced",
            "名单不平衡:接收 {received} ≠ 接受 {accepted} + 重复 {duplicate} + 退回 {rejected} "
            "+ 待认定 {ambiguous} + 待处理 {pending}",
            "the list does not balance: received {received} ≠ accepted {accepted} + duplicate {duplicate} "
            "+ rejected {rejected} + ambiguous {ambiguous} + pending {pending}",
            received=received,
            accepted=accepted,
            duplicate=duplicate,
            rejected=rejected,
            ambiguous=ambiguous,
            pending=pending,
        )
    return Balance(received, accepted, duplicate, rejected, ambiguous, pending)
