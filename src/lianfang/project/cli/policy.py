"""``lianfang policy``: editions as data, and what they decide. Needs no database."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
from click.core import ParameterSource

from lianfang import clock
from lianfang.core.measures.asking import Asked, read
from lianfang.core.measures.comparing import compare as compared
from lianfang.core.measures.deciding import decide as decided
from lianfang.core.measures.decision import Decision, Kind, Reason
from lianfang.core.measures.edition import Edition
from lianfang.core.measures.sample import sample
from lianfang.core.measures.telling import as_data
from lianfang.core.measures.vocabulary import MEASURES
from lianfang.core.refusal import Refused
from lianfang.core.words import Words
from lianfang.policies.examples import Outcome, run_examples
from lianfang.policies.loading import list_editions, load, load_folder
from lianfang.policies.printed import DOCS, difference_cells, page, stale, tables, write_all

_LANGUAGE = "lianfang.language"
Command = TypeVar("Command", bound=Callable[..., None])


def _spoken() -> str:
    """The language of the environment, as the command itself chooses it for refusals."""
    spoken = os.environ.get("LIANFANG_LANG") or os.environ.get("LANG", "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def _json(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")(command)


def _lang(command: Command) -> Command:
    help_text = "Language of the texts (default: of the environment)."
    option = click.option(
        "--lang", type=click.Choice(("zh", "en")), default=_spoken, callback=_asked_for, help=help_text
    )
    return option(command)


def _asked_for(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Remember a language that was asked for by name, so that a refusal speaks it too."""
    if context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
        context.meta[_LANGUAGE] = value
    return value


class Speaking(click.Group):
    """Says a refusal in the language asked for with ``--lang``; otherwise the door says it."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            if _LANGUAGE not in ctx.meta:
                raise
            click.echo(f"{refused.words.said_in(ctx.meta[_LANGUAGE])} [{refused.code}]", err=True)
            sys.exit(1)


def _edition(name: str) -> Edition:
    """A shipped edition by id, or one in a folder when the name is a path to it."""
    folder = Path(name)
    return load_folder(folder) if os.sep in name and folder.is_dir() else load(name)


def _out(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


@click.group(cls=Speaking, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """Editions of protocols: what they say, what follows from facts, how they differ.

    EDITION is an id shown by `list`, or the path of a folder with an edition.
    """


@group.command("list")
@_json
@_lang
def list_(as_json: bool, lang: str) -> None:
    """The editions, by the day they came into force."""
    editions = list_editions()
    if as_json:
        _out([_summary(edition, lang) for edition in editions])
        return
    for edition in editions:
        span = f"{edition.valid_from} – {edition.valid_to or '…'}"
        base = f"  ← {edition.base}" if edition.base else ""
        click.echo(f"{edition.id:<18} {span:<24} {edition.name.said_in(lang)}{base}")


def _summary(edition: Edition, lang: str) -> dict[str, object]:
    return {
        "edition": edition.id,
        "name": edition.name.said_in(lang),
        "document": edition.document.said_in(lang),
        "kind": edition.kind,
        "base": edition.base,
        "disease": edition.disease,
        "issued": str(edition.issued),
        "valid_from": str(edition.valid_from),
        "valid_to": str(edition.valid_to) if edition.valid_to else None,
    }


@group.command()
@click.argument("edition")
@_json
def show(edition: str, as_json: bool) -> None:
    """The tables of EDITION, each value with its source and status."""
    found = _edition(edition)
    if as_json:
        _out(tables(found))
    else:
        click.echo(page(found), nl=False)


@group.command()
@click.option("--edition", help="Id of an edition, or a folder.")
@click.option("--facts", "facts_file", help="JSON file of facts; - is standard input.")
@click.option("--example", is_flag=True, help="Print a file with every class and field, and stop.")
@click.option("--strict", is_flag=True, help="Exit 1 where the edition says nothing of one of the facts.")
@_json
@_lang
def decide(
    edition: str | None, facts_file: str | None, example: bool, strict: bool, as_json: bool, lang: str
) -> None:
    """What follows from the facts in FILE under EDITION, with every reason."""
    if example:
        _out(sample())
        return
    if not edition or not facts_file:
        raise click.UsageError("give --edition and --facts, or --example")
    found = _edition(edition)
    asked = _asked(facts_file)
    decision = decided(asked.facts, found, at=asked.at, region=asked.region)
    if as_json:
        _out(as_data(decision, lang))
    else:
        click.echo("\n".join(_told(decision, lang)))
    unsaid = [remark for remark in decision.remarks if remark.kind is Kind.NO_ROW]
    for remark in unsaid:
        click.echo(remark.because.said_in(lang), err=True)
    if strict and unsaid:
        sys.exit(1)


def _asked(name: str) -> Asked:
    """The question in a file, or on standard input; refused where it is no JSON object."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        document = json.loads(raw.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as problem:
        raise _unreadable(name, str(problem)) from None
    if not isinstance(document, dict):
        raise _unreadable(name, type(document).__name__)
    return read(document, now=clock.now())


def _unreadable(name: str, problem: str) -> Refused:
    return Refused(
        "facts.unreadable",
        "无法读取情况文件 {name}:{problem};应为 JSON 对象,样例见 policy decide --example",
        "cannot read the facts in {name}: {problem}; write a JSON object, see policy decide --example",
        name=name,
        problem=problem,
    )


def _told(decision: Decision, lang: str) -> list[str]:
    """A decision as lines to read."""
    lines = [line for reason in decision.reasons for line in _reason(reason, lang)]
    if not decision.reasons:
        lines.append(Words("没有管控措施", "no measure follows").said_in(lang))
    for day in decision.days:
        measure = MEASURES[day.measure].words.said_in(lang)
        test = Words("  采样", "  test").said_in(lang) if day.test or day.due else ""
        lines.append(f"  {day.date}  {measure}{test}")
    return [*lines, *(remark.because.said_in(lang) for remark in decision.remarks)]


def _reason(reason: Reason, lang: str) -> list[str]:
    lines = [f"{reason.row} [{reason.status}] {reason.because.said_in(lang)}"]
    for phase in reason.phases:
        measure = MEASURES[phase.measure].words.said_in(lang)
        tests = " ".join(str(day) for day in phase.tests) or "–"
        words = Words("{m} {a} 至 {b}(最迟 {c}),采样 {t}", "{m} {a} to {b} (at the latest {c}), tests {t}")
        lines.append(
            "  " + words.fill(m=measure, a=phase.start, b=phase.until, c=phase.cap, t=tests).said_in(lang)
        )
        lines.append(f"    {phase.release.because.said_in(lang)} [{phase.release.state.value}]")
    return lines + [f"  ! {gap.said_in(lang)}" for gap in reason.absent]


@group.command()
@click.argument("local")
@click.argument("national")
@_json
def compare(local: str, national: str, as_json: bool) -> None:
    """Each row of LOCAL that is stricter, laxer, added or without a row in NATIONAL, and by how much."""
    differences = compared(_edition(local), _edition(national))
    if as_json:
        _out([{name: getattr(each, name) for name in each.__dataclass_fields__} for each in differences])
        return
    for each in differences:
        part, subject, here, there, verdict, by = difference_cells(each)
        click.echo(f"{verdict:<16} {part:<9} {subject}  {here} / {there}  {by}".rstrip())


@group.command()
@click.argument("edition", required=False)
@_json
@_lang
def cases(edition: str | None, as_json: bool, lang: str) -> None:
    """Run the worked examples of EDITION, or of all; exit 1 where one fails."""
    editions = (_edition(edition),) if edition else list_editions()
    outcomes = [outcome for each in editions for outcome in run_examples(each)]
    if as_json:
        _out([_outcome(outcome, lang) for outcome in outcomes])
    else:
        click.echo("\n".join(_outcome_lines(outcomes, lang)))
    if not all(outcome.passed for outcome in outcomes):
        sys.exit(1)


def _outcome(outcome: Outcome, lang: str) -> dict[str, object]:
    return {
        "edition": outcome.edition,
        "case": outcome.example.name,
        "title": outcome.example.title.said_in(lang),
        "passed": outcome.passed,
        "differences": [
            {"column": column, "expected": want, "followed": got} for column, want, got in outcome.differences
        ],
    }


def _outcome_lines(outcomes: Sequence[Outcome], lang: str) -> list[str]:
    lines = []
    for outcome in outcomes:
        mark = Words("通过", "pass").said_in(lang) if outcome.passed else Words("不符", "FAIL").said_in(lang)
        lines.append(
            f"{mark}  {outcome.edition}  {outcome.example.name}  {outcome.example.title.said_in(lang)}"
        )
        lines.extend(f"      {column}: {want!r} ≠ {got!r}" for column, want, got in outcome.differences)
    failed = sum(not outcome.passed for outcome in outcomes)
    total = Words("共 {n} 例,{f} 例不符", "{n} cases, {f} failed").fill(n=len(outcomes), f=failed)
    return [*lines, total.said_in(lang)]


@group.command("print")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=DOCS, show_default=True)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the pages that are not current.")
def print_(out: Path, check: bool) -> None:
    """Print every edition as documentation into a folder."""
    names = stale(out) if check else write_all(out)
    for name in names:
        click.echo(str(out / name))
    if check and names:
        sys.exit(1)
