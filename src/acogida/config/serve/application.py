"""The WSGI application of a worker under `acogida serve`, which ends when the web server's main process does."""

import os

from acogida.config.serve.lifeline import end_with_parent
from acogida.config.wsgi import application

end_with_parent(os.getppid())

__all__ = ["application"]
