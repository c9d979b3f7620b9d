"""Who may see what was shared about a person, and what agencies may do by themselves."""

from acogida.accounts.access import declare

declare(partner__manage="Give systems of other agencies access, change their secrets, take access away")
