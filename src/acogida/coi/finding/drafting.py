"""A passage in Spanish at once, from the memory or as the machine puts it: to read, never to quote. Nothing of it is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from acogida.coi.access import visible_documents
from acogida.coi.finding.presentation import OWN
from acogida.coi.finding.views import reader
from acogida.coi.models import Passage
from acogida.languages import drafting


@require_POST
def draft(request: HttpRequest, passage_id: int) -> HttpResponse:
    """The passage's Spanish, grey, in the place of the button that asked for it."""
    user = reader(request)
    visible = Passage.objects.filter(version__document__in=visible_documents(user))
    passage = get_object_or_404(visible.select_related("version__standing"), pk=passage_id)
    language = passage.version.standing.language
    if language == OWN:
        raise Http404
    drafted = drafting.draft([passage.text], language, OWN)[0]
    text = "".join(f"{segment.target}{segment.gap or ' '}" for segment in drafted.segments).strip()
    return render(request, "coi/finding/_draft.html", {"text": text, "problem": drafted.missing})
