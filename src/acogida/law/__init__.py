"""Jurisdiction packs: procedures, clocks, calendars and forms as data. Pure Python, no Django.

What the other rooms use is named here; the modules below hold the rest.
"""

from acogida.law.calendars import Closure
from acogida.law.errors import LawError, MissingFact, OutsideCalendar, PackError, Problem, UnknownRule
from acogida.law.explain import Day, Reckoning, reckon
from acogida.law.extending import check_extension
from acogida.law.facts import ClockLeft, History, derive
from acogida.law.facts import Step as LoggedStep
from acogida.law.loader import InstalledPack, installed_packs, load_pack, load_snapshot
from acogida.law.model.base import Text
from acogida.law.model.certificates import CertificateKind
from acogida.law.model.clocks import ClockRule
from acogida.law.model.forms import AssessmentSection, Field, Form, GuideSection, Step, Topic
from acogida.law.model.lists import Ground, Need, Office, Outcome, SigningRule
from acogida.law.model.procedure import Condition, Fact, Refusal, Stage, StepField, Switch, SwitchPeriod, Transition
from acogida.law.model.triage import Declaration, InformationPackage, Modality, TriageTable
from acogida.law.pack import Pack
from acogida.law.reckoning import Extension, Pause, add_working_days, due_date, is_working_day, working_days_between

__all__ = [
    "AssessmentSection",
    "CertificateKind",
    "ClockLeft",
    "ClockRule",
    "Closure",
    "Condition",
    "Day",
    "Declaration",
    "Extension",
    "Fact",
    "Field",
    "Form",
    "Ground",
    "GuideSection",
    "History",
    "InformationPackage",
    "InstalledPack",
    "LawError",
    "LoggedStep",
    "MissingFact",
    "Modality",
    "Need",
    "Office",
    "Outcome",
    "OutsideCalendar",
    "Pack",
    "PackError",
    "Pause",
    "Problem",
    "Reckoning",
    "Refusal",
    "SigningRule",
    "Stage",
    "Step",
    "StepField",
    "Switch",
    "SwitchPeriod",
    "Text",
    "Topic",
    "Transition",
    "TriageTable",
    "UnknownRule",
    "add_working_days",
    "check_extension",
    "derive",
    "due_date",
    "installed_packs",
    "is_working_day",
    "load_pack",
    "load_snapshot",
    "reckon",
    "working_days_between",
]
