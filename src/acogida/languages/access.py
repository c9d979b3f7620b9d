"""Who may translate, and who may approve what somebody else translated."""

from acogida.accounts.access import declare

declare(
    language__translate="Translate, and correct what the machine drafted",
    language__review="Approve translations that somebody else made",
    language__manage="Keep the translation memory and the terms",
)
