"""Kinds of certificates with a QR: what the code says of the holder, how long, and while what it is valid
(certificates.toml)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from acogida.law.model.base import Code, Model, Sourced, Text

Attribute = Literal["name", "birth_date", "sex", "nationality", "photo"]


class CertificateKind(Sourced):
    """A kind of certificate. `letter` is its entry among the pack's letters, `template` what it is printed by, `names` what
    else it is called in commands. `document` is which paper of requirements.toml it is; one that is none by itself is shown
    `beside` one.

    `status` is the sentence of the QR (`{identity_number}` is filled in), `says` what else the QR tells of the holder,
    `days` how long the code is valid; one that `follows_number` ends with the temporary identity number instead, and is
    renewed with it. One that `proves_number` is issued to who has such a number and ends when it ends.

    It is issued by the steps `issued_by`, for a claim so decided (`outcomes` empty: however), and is valid while the claim
    is in one of the stages `valid_while`; `suspended_while` is for stages in which nobody may rely on it for the time being.
    Whose grant `signed_by` names signs the paper by hand; without one the authority's seal alone is on it, at once.
    """

    code: Code
    letter: Code
    template: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    names: tuple[str, ...] = ()
    document: Code | None = None
    beside: Code | None = None
    status: Text
    says: tuple[Attribute, ...]
    days: Annotated[int, Field(ge=1, le=1830)]
    follows_number: bool = False
    proves_number: bool = False
    issued_by: tuple[Code, ...] = ()
    outcomes: tuple[Code, ...] = ()
    valid_while: tuple[Code, ...]
    suspended_while: tuple[Code, ...] = ()
    signed_by: Code | None = None

    @model_validator(mode="after")
    def _name_and_stages(self) -> CertificateKind:
        if "name" not in self.says:
            raise ValueError("a certificate that does not say the name is of nobody: add \"name\" to 'says'")
        if both := set(self.valid_while) & set(self.suspended_while):
            raise ValueError(f"valid and suspended in one stage: {', '.join(sorted(both))}")
        return self


class CertificatesFile(Model):
    """certificates.toml."""

    kind: tuple[CertificateKind, ...] = ()
