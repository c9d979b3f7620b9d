"""Who may see what was shared about a person, and what agencies may do by themselves."""

from acogida.accounts.access import declare

declare(
    partner__manage="Give systems of other agencies access, change their secrets, take access away",
    consent__record="Record and revoke a person's consent to one act",
    sharing__view="See and print all that was ever shared about a person",
    sharing__refused="See what the firewall kept from leaving",
    list__prepare="Prepare the lists that the law has us give to another authority",
    list__decide="Release a list that somebody else prepared",
)
