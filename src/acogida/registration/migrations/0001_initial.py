import acogida.hooks.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_offices_and_roles'),
        ('cases', '0002_events_and_tallies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IntakeDraft',
            fields=[
                ('id', models.UUIDField(default=acogida.hooks.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.CharField(max_length=20)),
                ('data', models.JSONField(default=dict)),
                ('title', models.CharField(blank=True, max_length=210)),
                ('step', models.CharField(blank=True, max_length=80)),
                ('version', models.PositiveIntegerField(default=0)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('presented', 'Presented'), ('discarded', 'Discarded')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intake', to='cases.case')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'draft')), fields=['office', '-updated_at'], name='draft_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('status', 'presented')), models.Q(models.Q(('status', 'presented'), _negated=True), ('case', None)), _connector='OR'), name='presented_draft_has_case')],
            },
        ),
    ]
