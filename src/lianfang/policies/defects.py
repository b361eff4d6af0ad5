"""What is wrong in the files of an edition: collected, then refused all together."""

from dataclasses import dataclass, field
from typing import NamedTuple

from lianfang.core.refusal import Refused
from lianfang.core.words import Words


class Defect(NamedTuple):
    """One value that cannot stand: where it is, what it is, why, and how to mend it."""

    file: str
    row: str
    column: str
    value: str
    message: Words
    remedy: Words

    def words(self) -> Words:
        """The defect as one line."""
        place = " · ".join(part for part in (self.file, self.row, self.column) if part)
        return Words(
            f"{place}「{self.value}」:{self.message.zh};{self.remedy.zh}",
            f"{place} {self.value!r}: {self.message.en}; {self.remedy.en}",
        )


@dataclass(slots=True)
class Defects:
    """The defects found so far in one edition."""

    found: list[Defect] = field(default_factory=list)

    def add(self, place: tuple[str, str, str], value: object, message: Words, remedy: Words) -> None:
        """Note a defect at ``place`` = (file, row, column)."""
        shown = "" if value is None else str(value)
        self.found.append(Defect(*place, shown, message, remedy))

    def refuse(self, edition: str) -> None:
        """Refuse the edition with every defect, silent where there is none."""
        if self.found:
            lines = [defect.words() for defect in self.found]
            raise Refused(
                "edition.invalid",
                "方案「{edition}」有 {count} 处问题:\n{said_zh}",
                "edition {edition!r} has {count} defects:\n{said_en}",
                edition=edition,
                count=len(lines),
                said_zh="\n".join(line.zh for line in lines),
                said_en="\n".join(line.en for line in lines),
                defects=tuple(self.found),
            )
