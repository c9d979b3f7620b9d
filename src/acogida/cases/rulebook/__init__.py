"""The rules as things people read, draft, compare, try and adopt.

`reading` puts a pack into words for its page; `versions` drafts and adopts; `trial` asks what a version would do to the
cases there are; `moves` takes a running case from one version to another.
"""
