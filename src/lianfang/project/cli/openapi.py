"""``lianfang openapi``: the description of the programming interface."""

import json

import click


@click.command()
def group() -> None:
    """Print the OpenAPI description of ``/api/``."""
    from lianfang.web.api import api

    click.echo(
        json.dumps(api.get_openapi_schema(path_prefix="/api/"), ensure_ascii=False, indent=1, default=str)
    )
