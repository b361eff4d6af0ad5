"""The worker: periodic jobs and the long work that pages hand over, one at a time each queue."""

import asyncio
import os


def main() -> None:
    """Run until told to stop; a job that is running is given ten seconds to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def work() -> None:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=2,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=10,
                delete_jobs="successful",
            )

    asyncio.run(work())
