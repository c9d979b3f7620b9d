"""Form fields: label, hint, error and widget tied together for eyes, keyboards and screen readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

CHOICE_CLASSES = {"radio", "check-list"}


def kind_of(widget: forms.Widget) -> str:
    """How a widget is drawn: hidden, check, check-list, radio, select, file, color or text."""
    if widget.is_hidden:
        return "hidden"
    for kind, cls in (
        ("check-list", forms.CheckboxSelectMultiple),
        ("radio", forms.RadioSelect),
        ("check", forms.CheckboxInput),
        ("select", forms.Select),
        ("file", forms.FileInput),
        ("multi", forms.MultiWidget),
    ):
        if isinstance(widget, cls):
            return kind
    return "text"


def field(
    bound: BoundField, label: Any = None, hint: Any = None, css: str = "", inline: bool = False, **extra: Any
) -> SafeString:
    """`{% field form.name %}`; other arguments become attributes of the widget, `data_x` as `data-x`.

    The error stands between hint and widget and is named by `aria-describedby`; required fields are not starred but
    optional ones say so, since most are required (GOV.UK, "Question pages").
    """
    widget = bound.field.widget
    kind = kind_of(widget)
    if kind == "hidden":
        return bound.as_widget()
    if isinstance(widget, forms.DateInput):
        # A date picker speaks ISO whatever the page's language.
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    hint = bound.help_text if hint is None else hint
    name = bound.auto_id or bound.html_name
    described = [f"{name}_hint"] if hint else []
    described += [f"{name}_error"] if bound.errors else []
    attributes: dict[str, Any] = {key.replace("_", "-"): value for key, value in extra.items() if value is not None}
    classes = {"select": "form-select", "check": "form-check-input", "multi": ""}.get(kind, "form-control")
    if kind in CHOICE_CLASSES:
        classes = "form-check-input"
    given = widget.attrs.get("class", "")
    attributes["class"] = " ".join(filter(None, [given, classes, "is-invalid" if bound.errors else ""]))
    if described and kind not in CHOICE_CLASSES:
        attributes["aria-describedby"] = " ".join(described)
    if isinstance(widget, forms.Textarea):
        attributes.setdefault("rows", widget.attrs.get("rows", 4) if widget.attrs.get("rows") != "10" else 4)
    options = []
    if kind in CHOICE_CLASSES:
        # Each option draws its own input, so the class travels in the widget's attributes.
        options = list(bound.subwidgets)
        for option in options:
            option.data["attrs"]["class"] = attributes["class"]
            option.data["attrs"].update({key: value for key, value in attributes.items() if key.startswith("data-")})
    values = {
        "bound": bound,
        "kind": kind,
        "label": bound.label if label is None else label,
        "hint": hint,
        "name": name,
        "described": " ".join(described),
        "widget": "" if kind in CHOICE_CLASSES else bound.as_widget(attrs=attributes),
        "options": options,
        "css": css,
        "inline": inline,
        "optional": not bound.field.required and kind != "check",
    }
    return render_to_string("ui/field.html", values)


def error_summary(form: forms.BaseForm | forms.BaseFormSet | None, title: Any = "") -> dict[str, Any]:
    """What is wrong, at the top, each line leading to its field (GOV.UK, "Error summary"); nothing if all is well."""
    problems: list[dict[str, str]] = []
    forms_ = list(getattr(form, "forms", [])) or ([form] if form is not None else [])
    if hasattr(form, "non_form_errors"):
        problems += [{"text": str(text), "target": ""} for text in form.non_form_errors()]
    for each in forms_:
        for name, texts in getattr(each, "errors", {}).items():
            bound = each[name] if name in each.fields else None
            target = ""
            if bound is not None and not bound.is_hidden:
                target = bound.id_for_label or f"{bound.auto_id}_0"
            label = str(bound.label) if bound is not None else ""
            problems += [{"text": str(text), "target": target, "label": label} for text in texts]
    return {"problems": problems, "title": title}
