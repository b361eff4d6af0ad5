"""The WSGI application. It refuses to start where row-level security would be void.

Every page is read before the first is asked for, so that nobody waits for that.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.project.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - models exist only after set-up

from lianfang.project.database import refuse_void_walls  # noqa: E402 - models exist only after set-up

refuse_void_walls()
assert get_resolver().url_patterns
