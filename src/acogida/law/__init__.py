"""Jurisdiction packs: procedures, clocks, calendars and forms as data. Pure Python, no Django.

What the other rooms use is named here; the modules below hold the rest.
"""

from acogida.law.errors import LawError, MissingFact, OutsideCalendar, PackError, Problem, UnknownRule
from acogida.law.loader import InstalledPack, installed_packs, load_pack
from acogida.law.model.base import Text
from acogida.law.model.clocks import ClockRule
from acogida.law.model.forms import AssessmentSection, Field, Form, GuideSection, Step, Topic
from acogida.law.model.lists import Ground, Need, Office, Outcome
from acogida.law.model.procedure import Condition, Refusal, Stage, Transition
from acogida.law.pack import Pack

__all__ = [
    "AssessmentSection",
    "ClockRule",
    "Condition",
    "Field",
    "Form",
    "Ground",
    "GuideSection",
    "InstalledPack",
    "LawError",
    "MissingFact",
    "Need",
    "Office",
    "Outcome",
    "OutsideCalendar",
    "Pack",
    "PackError",
    "Problem",
    "Refusal",
    "Stage",
    "Step",
    "Text",
    "Topic",
    "Transition",
    "UnknownRule",
    "installed_packs",
    "load_pack",
]
