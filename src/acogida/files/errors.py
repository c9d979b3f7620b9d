from __future__ import annotations

from django.utils.translation import gettext as _


class FileError(Exception):
    """A file cannot be kept or given back; the text is fit for the person at the desk."""


class NotAllowed(FileError, ValueError):
    """The bytes are not of a kind we keep, or not of the kind they are said to be."""


class Missing(FileError, LookupError):
    """The record is there and the file is not."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            _("The file %(name)s is not in the store. Tell the system administrator.") % {"name": sha256[:12]}
        )


class Damaged(FileError):
    """The stored file cannot be decrypted, or is not the file that was put."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            _("The file %(name)s is damaged and cannot be shown. Tell the system administrator.")
            % {"name": sha256[:12]}
        )
