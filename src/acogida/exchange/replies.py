"""What a room does with an agency's answer.

`@reply("renapo.assign_number") def handler(message, answer)` runs in the transaction that marks the message as
delivered: either both are kept or neither, and then the agency is asked again under the same key. A handler that
raises `Unusable` says that the answer makes no sense.

`answer` is the JSON body (None when empty); `message.receipt` has `status` and the agency's `receipt`. What follows from an
answer is sent from the handler, by `actions.send` under a key made from `message.pk`: it joins the person's line.
"""

from __future__ import annotations

from acogida.hooks.registry import Registry


class Unusable(ValueError):
    """The agency answered, and its answer cannot be used; the text says why, without personal data."""


replies = Registry("reply")
reply = replies.register
