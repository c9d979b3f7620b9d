"""What the style guide shows: every component with every state it can take, with made-up people.

The words are samples for designers and developers, not part of the interface, so they are not translated.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

TONES = ["primary", "secondary", "success", "warning", "danger", "info"]
SEX = [("F", "Mujer"), ("M", "Hombre"), ("X", "Otro")]


class SampleForm(forms.Form):
    """One field of each kind."""

    given_names = forms.CharField(label="Nombre o nombres", help_text="Como aparecen en el documento.")
    birth = forms.DateField(label="Fecha de nacimiento", required=False)
    sex = forms.ChoiceField(label="Sexo", choices=SEX, widget=forms.RadioSelect)
    country = forms.ChoiceField(label="País", choices=[("", "Elija"), ("HN", "Honduras"), ("HT", "Haití")])
    needs = forms.MultipleChoiceField(
        label="Necesidades",
        required=False,
        choices=[("WR", "Mujer en riesgo"), ("SM", "Condición médica grave"), ("LP", "Protección legal")],
        widget=forms.CheckboxSelectMultiple,
    )
    account = forms.CharField(label="Relato", widget=forms.Textarea, required=False)
    consent = forms.BooleanField(label="Se leyó a la persona y está de acuerdo", required=False)
    photo = forms.FileField(label="Fotografía", required=False)


def _rows() -> list[dict[str, Any]]:
    due = dt.date(2021, 5, 11)
    people = [
        ("COM-TAP-2021-01874-K", "Núñez Ibáñez, María José", "Honduras", "Entrevista", 31, 45, "success", 14),
        ("COM-TAP-2021-01902-3", "Pierre-Louis, Jean-Baptiste", "Haití", "Análisis", 42, 45, "warning", 3),
        ("COM-TAP-2021-01655-A", "Zúñiga Peña, Ángel", "El Salvador", "Entrevista", 45, 45, "danger", -1),
    ]
    return [
        dict(zip(("number", "name", "country", "stage", "used", "total", "tone", "left"), row, strict=True), due=due)
        for row in people
    ]


def style_guide_context(request: HttpRequest) -> dict[str, Any]:
    """Samples by name for `ui/style_guide.html`."""
    wrong = SampleForm(
        MultiValueDict({"given_names": [""], "birth": ["31/02/1990"], "country": ["ZZ"]}), prefix="wrong"
    )
    return {
        "words": {
            "title": "Guía de estilo",
            "sub": "Cada pieza, en cada estado. Las personas son ficticias.",
            "name": "Núñez Ibáñez, María José",
            "long": "Sobreviviente de violencia, en espera de interpretación al mam de la variante de Todos Santos",
            "text": "Suspensión de términos por semana de inhábiles.",
            "term": "Plazo para resolver",
            "days": "31 de 45 días hábiles",
            "confirm": "¿Retirar la solicitud?",
            "confirm_text": "La persona podrá presentar otra después. El caso queda cerrado.",
            "act": "Retirar",
            "saving": "Guardando…",
            "saved": "Guardado",
            "failed": "Sin guardar; se intentará de nuevo",
            "conflict": "Otra persona cambió este borrador",
        },
        "tones": TONES,
        "kpis": [
            {"n": 148, "label": "Casos activos a mi cargo", "tone": "success"},
            {"n": 3, "label": "Plazo vencido", "tone": "danger"},
            {"n": 17, "label": "Vencen en 5 días hábiles", "tone": "warning"},
            {"n": 9, "label": "Sin asignar", "tone": "success"},
            {"n": 24, "label": "Entrevistas esta semana", "tone": "success"},
        ],
        "stages": [
            {"label": label, "state": "done" if n < 2 else "current" if n == 2 else "todo"}
            for n, label in enumerate(
                ["Registro", "Constancia", "Entrevista", "Análisis", "Revisión", "Resolución", "Notificación"]
            )
        ],
        "tabs": [
            {"label": "Mi bandeja", "url": "?", "count": 148, "active": True},
            {"label": "Por vencer", "url": "?", "count": 17, "active": False},
            {"label": "Toda la oficina", "url": "?", "count": 2412, "active": False},
        ],
        "rows": _rows(),
        "form": SampleForm(prefix="right"),
        "wrong": wrong,
        "day": dt.date(2021, 5, 11),
        "instant": dt.datetime(2021, 4, 26, 18, 40, tzinfo=dt.UTC),
        "page": SimpleNamespace(has_next=True, has_prev=False, next_token="abc", prev_token=""),
        "pairs": [("Transcurridos", "31 de 45"), ("Días suspendidos", "4 (Acuerdo DOF 24/03/2021)")],
        "events": [
            {"icon": "gavel", "tone": "primary", "title": "Proyecto de resolución en preparación", "when": "26/04/2021 12:40", "meta": "Laura Méndez", "text": "Análisis en borrador (v3)."},
            {"icon": "video", "tone": "", "title": "Entrevista de elegibilidad realizada", "when": "19/04/2021 10:00", "meta": "Laura Méndez", "text": "2 h 14 min. Dos documentos aportados."},
            {"icon": "clock-pause", "tone": "", "title": "Plazo suspendido 4 días hábiles", "when": "29/03/2021", "meta": "Acuerdo DOF 24/03/2021", "text": ""},
        ],
    }  # fmt: skip
