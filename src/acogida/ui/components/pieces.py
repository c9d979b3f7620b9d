"""Small pieces: icons, badges, avatars, progress, pager, confirmation."""

from __future__ import annotations

import uuid
from typing import Any

from django.template import Context, TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from acogida.hooks.ids import uuid7
from acogida.ui import icons

TONES = {"primary", "secondary", "success", "warning", "danger", "info"}


def tone_of(tone: Any) -> str:
    """A tone the style sheet knows; anything else is drawn neutral rather than broken."""
    return tone if tone in TONES else "secondary"


def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "folder" %}`: an outline icon, silent for screen readers."""
    return icons.svg(str(name), str(css))


def badge(text: Any, tone: str = "secondary", icon: str = "") -> SafeString | str:
    """`{% badge _("Overdue") "danger" "alert-triangle" %}`; nothing when there is no text."""
    if text in (None, ""):
        return ""
    drawing = icons.svg(icon, "icon-sm") if icon else mark_safe("")
    return format_html('<span class="badge badge-tone tone-{}">{}{}</span>', tone_of(tone), drawing, text)


def status(text: Any, tone: str = "secondary") -> SafeString:
    """A dot and a word: the state of a row."""
    return format_html(
        '<span class="status-word tone-{}"><span class="status-mark" aria-hidden="true"></span>{}</span>',
        tone_of(tone),
        text,
    )


def initials(name: str) -> str:
    """Two letters of a name as declared: first and last word; a text of at most two letters is taken as it is."""
    name = name.strip()
    words = [word for word in name.replace(",", " ").split() if word[:1].isalpha()]
    if len(name) <= 2:
        return name.upper()
    if not words:
        return "·"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def avatar(name: Any, photo_url: Any = "", size: str = "md") -> SafeString:
    """A photograph, or initials; decoration beside the name, so silent. Sizes: sm, md, lg, xl."""
    size = size if size in {"sm", "md", "lg", "xl"} else "md"
    if photo_url:
        return format_html('<img class="face face-{}" src="{}" alt="" loading="lazy">', size, photo_url)
    return format_html('<span class="face face-{}" aria-hidden="true">{}</span>', size, initials(str(name or "")))


def progress(value: Any, max: Any = 100, tone: str = "success", label: Any = "") -> SafeString:
    """A native progress bar; `label` says to a screen reader what it measures."""
    top = float(max or 0) or 1.0
    now = min(top, float(value or 0)) if float(value or 0) > 0 else 0.0
    return format_html(
        '<progress class="bar tone-{}" value="{}" max="{}" aria-label="{}"></progress>',
        tone_of(tone),
        f"{now:g}",
        f"{top:g}",
        label or _("Progress"),
    )


MOST_SEGMENTS = 60


def clock_bar(elapsed: Any, total: Any, tone: str = "success", label: Any = "") -> SafeString:
    """A term drawn day by day: `elapsed` of `total` segments filled; longer terms share days among 60 segments."""
    days = int(total or 0) or 1
    gone = min(days, int(elapsed or 0)) if int(elapsed or 0) > 0 else 0
    segments = min(days, MOST_SEGMENTS)
    full = round(gone * segments / days)
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="0" width="{}" height="12" rx="1"/>',
        (
            ("gone" if n < full else "left", f"{n * 300 / segments:.2f}", f"{300 / segments - 1.6:.2f}")
            for n in range(segments)
        ),
    )
    return format_html(
        '<svg class="clock-bar tone-{}" viewBox="0 0 300 12" preserveAspectRatio="none" role="img" aria-label="{}">'
        "{}</svg>",
        tone_of(tone),
        label or _("%(gone)s of %(days)s days") % {"gone": gone, "days": days},
        rects,
    )


def idempotency_key(value: Any = "") -> SafeString:
    """A hidden key made with the form: sending the same form twice changes nothing twice. Pass the submitted key
    when a form is drawn again after an error that wrote nothing."""
    try:
        key = uuid.UUID(str(value))
    except ValueError:
        key = uuid7()
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', key)


def empty(icon: str, title: Any, text: Any = "", url: str = "", label: Any = "") -> dict[str, Any]:
    """Nothing here yet: says so, why, and what one can do."""
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}


def stage_bar(stages: list[dict[str, Any]], label: Any = "") -> dict[str, Any]:
    """The way of a case: dicts with `label` and `state` (done, current, todo)."""
    words = {"done": _("done"), "current": _("current"), "todo": _("to do")}
    return {
        "label": label or _("Stages"),
        "stages": [{**stage, "word": words.get(stage["state"], stage["state"])} for stage in stages],
    }


def pager(context: Context, page: Any, target: str = "") -> dict[str, Any]:
    """Keyset pages: `page.has_prev`, `page.has_next`, `page.prev_token`, `page.next_token`; filters in the address
    are kept. Links carry `after` or `before`. With `target` (a CSS selector) htmx swaps only that part."""
    request = context.get("request")
    links: dict[str, str] = {}
    for name, has, token in (("before", "has_prev", "prev_token"), ("after", "has_next", "next_token")):
        value = getattr(page, token, None)
        if value and getattr(page, has, True):
            query = request.GET.copy() if request is not None else None
            if query is None:
                links[name] = f"?{name}={value}"
                continue
            for stale in ("before", "after"):
                query.pop(stale, None)
            query[name] = str(value)
            links[name] = f"?{query.urlencode()}"
    return {"previous": links.get("before"), "next": links.get("after"), "target": target, "page": page}


def confirm(
    context: Context,
    id: str,
    title: Any,
    text: Any = "",
    url: str = "",
    label: Any = "",
    tone: str = "primary",
    icon: str = "",
    submit: Any = "",
    css: str = "",
) -> dict[str, Any]:
    """A button that asks before it POSTs to `url`: `label` on the button, `title` and `text` in the question,
    `submit` on the answer (as `label` when left out)."""
    return {
        "id": id,
        "title": title,
        "text": text,
        "url": url,
        "label": label or title,
        "submit": submit or label or title,
        "tone": tone_of(tone),
        "icon": icon,
        "css": css,
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }


def include_if_exists(context: Context, name: str) -> SafeString:
    """A slot that an upper room may fill: the template's text, or nothing when no room brings it."""
    try:
        template = select_template([name])
    except TemplateDoesNotExist:
        return mark_safe("")
    return mark_safe(template.template.render(context))  # noqa: S308  a template escapes by itself


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser_name(user_agent: Any) -> str:
    """ "Chrome, Windows": what a person recognises of a user-agent string; the string itself where nothing fits."""
    text = str(user_agent or "")
    parts = [next((name for mark, name in names if mark in text), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, parts)) or text[:40]
