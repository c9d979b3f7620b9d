"""`acogida certificate …`, and what the requirements add."""

from __future__ import annotations

from acogida.certificates.commands import checking, giving, keys
from acogida.certificates.requirements.commands import COMMANDS as REQUIREMENTS
from acogida.hooks.command import Command

COMMANDS = {
    ("certificate", "verify"): Command(
        checking.arguments, checking.verify, needs_database=lambda given: given.offline is None,
        help="check a certificate: its PDF, or the text of its QR",
    ),
    ("certificate", "issue"): Command(
        giving.arguments, giving.issue, as_owner=lambda given: given.case == giving.DEMONSTRATION,
        help="issue a certificate and write its sealed PDF",
    ),
    ("certificate", "rotate-key"): Command(
        keys.arguments, keys.rotate, help="make the next key of the seal or of the QRs",
    ),
    ("certificate", "bundle"): Command(
        keys.bundle_arguments, keys.bundle, help="write the key bundle for readers without a network",
    ),
    **REQUIREMENTS,
}  # fmt: skip
