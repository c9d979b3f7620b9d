"""The tags of the design system, loaded in every template: see docs/ui.md for each with an example."""

from __future__ import annotations

from django import template

from acogida.ui.components import blocks, dates, fields, pieces

register = template.Library()

register.simple_tag(pieces.icon, name="icon")
register.simple_tag(pieces.badge, name="badge")
register.simple_tag(pieces.avatar, name="avatar")
register.simple_tag(pieces.progress, name="progress")
register.simple_tag(pieces.clock_bar, name="clock_bar")
register.simple_tag(pieces.status, name="status")
register.simple_tag(pieces.idempotency_key, name="idempotency_key")
register.inclusion_tag("ui/empty.html", name="empty")(pieces.empty)
register.inclusion_tag("ui/empty.html", name="empty_state")(pieces.empty)
register.inclusion_tag("ui/stage_bar.html", name="stage_bar")(pieces.stage_bar)
register.inclusion_tag("ui/pager.html", takes_context=True, name="pager")(pieces.pager)
register.inclusion_tag("ui/confirm.html", takes_context=True, name="confirm")(pieces.confirm)

register.simple_tag(fields.field, name="field")
register.inclusion_tag("ui/error_summary.html", name="error_summary")(fields.error_summary)

register.simple_tag(dates.civil_date, name="civil_date")
register.simple_tag(dates.short_date, name="short_date")
register.simple_tag(dates.moment, name="moment")
register.filter("civil")(dates.civil)
register.filter("short")(dates.short)
register.filter("browser_name")(pieces.browser_name)

register.simple_block_tag(blocks.alert, name="alert")
register.simple_block_tag(blocks.card, name="card")
register.simple_block_tag(blocks.dialog, name="dialog")
register.simple_block_tag(blocks.dropdown, name="dropdown")

register.simple_tag(pieces.include_if_exists, takes_context=True, name="include_if_exists")
