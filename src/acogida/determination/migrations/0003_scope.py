from django.db import migrations

from acogida.accounts.scope import wall

BY_CLAIM = (
    "interview",
    "assessment",
    "materialfact",
    "draft",
    "submission",
    "reviewcomment",
    "decision",
    "notification",
)


class Migration(migrations.Migration):
    """What a person said and what was decided about her is shown to her office only, by the database itself."""

    dependencies = [("determination", "0002_append_only"), ("cases", "0004_scope")]

    operations = [
        *[wall(f"determination_{table}", "acogida_claim_in_scope(claim_id)") for table in BY_CLAIM],
        # A subquery in a policy is under the policy of the table it reads.
        wall(
            "determination_interviewentry",
            "EXISTS (SELECT FROM determination_interview i WHERE i.id = interview_id)",
        ),
        wall(
            "determination_reading",
            "EXISTS (SELECT FROM determination_submission s WHERE s.id = submission_id)",
        ),
    ]
