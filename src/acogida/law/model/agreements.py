"""agreements.toml: other authorities, what may be told to them or answered, and on what ground the firewall refuses."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from acogida.law.model.base import Code, Model, Sourced, Text

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class OtherAuthority(Model):
    """Another authority. `addresses`: on the net or on paper; the firewall looks at them too."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,19}$")]
    name: Annotated[str, StringConstraints(max_length=120)]
    country: Country
    addresses: tuple[str, ...] = ()
    parties: Text  # who agreed: the authority and this one


class AgreedTransfer(Sourced):
    """What is told to an agency (`send`), what it may ask us (`answer`), or both: for one purpose, `words` for people.

    `consent`: only when the person agreed to this one act. `path`: below the agency's address, where no operation says it.
    """

    agency: Code
    purpose: Code
    direction: Literal["send", "answer", "both"] = "send"
    words: Text
    fields: Annotated[tuple[Code, ...], Field(min_length=1)]
    consent: bool = False
    path: str = ""

    @property
    def name(self) -> str:
        return f"{self.agency}.{self.purpose}"


class FirewallRule(Model):
    """Why the firewall refuses, by the code of `exchange.firewall.Refusal`."""

    code: Code
    words: Text
    source: str


class AgreementsFile(Model):
    """agreements.toml."""

    agency: tuple[OtherAuthority, ...] = ()
    agreement: tuple[AgreedTransfer, ...] = ()
    firewall: tuple[FirewallRule, ...] = ()
