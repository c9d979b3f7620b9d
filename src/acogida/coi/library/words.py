"""Words of the method: the questions a source is asked, and the criteria it is measured by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

GRID_WORDS = {
    "who": (_("Who"), _("Who speaks, what they know, whether they saw it themselves.")),
    "what": (_("What it says"), _("Facts, opinions or allegations; how detailed.")),
    "why": (_("Why"), _("Mandate, who pays, what they gain by it.")),
    "how": (_("How"), _("Method, how many were asked, tone.")),
    "when": (_("When"), _("Dates of the events, of the research, of publication.")),
}
CRITERION_WORDS = {
    "relevance": (_("Relevance"), _("Does it answer questions of refugee law?")),
    "reliability": (_("Reliability and balance"), _("Can it be relied on, does it hear several sides?")),
    "accuracy": (_("Accuracy"), _("Do others confirm what it says?")),
    "transparency": (_("Transparency"), _("Does it say where it knows things from?")),
    "currency": (_("Currency"), _("Is it recent, and does it say until when it knows?")),
}
RATING_WORDS = {1: _("weak"), 2: _("middling"), 3: _("good"), 4: _("strong")}
