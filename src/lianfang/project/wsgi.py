"""The WSGI application. It refuses to start where row-level security would be void."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
application = get_wsgi_application()

from lianfang.project.database import refuse_void_walls  # noqa: E402 - models exist only after set-up

refuse_void_walls()
