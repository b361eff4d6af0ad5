"""``lianfang intake …``: what comes in from outside."""

import click

from lianfang.project.cli.intake_risk import risk_areas


@click.group()
def group() -> None:
    """What comes in from outside: lists of people, lists of risk areas."""


group.add_command(risk_areas)
