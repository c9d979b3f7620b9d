"""What the tests of the frame share."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from acogida.config.catalogues import compile_all
from acogida.config.settings import PACKAGE


@pytest.fixture(autouse=True, scope="session")
def catalogues() -> None:
    compile_all()


@pytest.fixture
def own_account_pages(settings: Any) -> None:
    """Our sign-in pages come before allauth's."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [PACKAGE / "ui" / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def render() -> Any:
    """`render("{% icon 'home' %}", name=value)` as a page would draw it."""
    from django.template import engines

    def draw(source: str, request: Any = None, **values: Any) -> str:
        return engines["django"].from_string(source).render(values, request)

    return draw
