"""Where tests keep things: loaded by pytest before any setting is read (see `addopts` in pyproject.toml).

Tests never touch the installation's own data: they have a home folder and a throw-away database server of their own,
or the external one that DATABASE_URL names.
"""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

from acogida.config.catalogues import compile_all

HOME = Path(os.environ.get("ACOGIDA_TEST_HOME", f"/var/tmp/acogida-tests-{os.geteuid()}"))

os.environ["ACOGIDA_HOME"] = str(HOME)
os.environ["ACOGIDA_DB_OWNER"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "acogida.config.settings"
(HOME / "static").mkdir(parents=True, exist_ok=True)
for name in ("ACOGIDA_DEMO", "ACOGIDA_DEBUG", "ACOGIDA_POOL", "ACOGIDA_SECRET_KEY", "ACOGIDA_AUTHORITY"):
    os.environ.pop(name, None)
compile_all()  # before Django reads its catalogues: in a fresh checkout none is compiled, and what was read stays in memory
# Playwright keeps an event loop running in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A busy machine is not a wrong result: no deadline for a single example, and examples may be slow in the making. Who
# develops meets new examples each time; CI meets the same ones, so that what it says is about the change.
settings.register_profile(
    "acogida",
    deadline=None,
    derandomize=bool(os.environ.get("ACOGIDA_SAME_EXAMPLES")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("acogida")
