"""Where the population register keeps somebody and what it tells."""

import acogida.hooks.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0004_agreements"),
        ('people', '0005_matching'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('curp', models.CharField(max_length=18)),
                ('person_reference', models.CharField(max_length=64)),
                ('identity_reference', models.CharField(max_length=64)),
                ('identity_status', models.CharField(max_length=10)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_entries', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['curp'], name='register_entry_curp')],
                'constraints': [models.UniqueConstraint(fields=('person_reference', 'identity_reference'), name='register_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='RegisterNews',
            fields=[
                ('id', models.UUIDField(default=acogida.hooks.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('death', 'The population register holds this person for dead'), ('change', 'The population register changed the number or the data'), ('duplicate', 'The population register found two files to be one person'), ('conflict', 'The number belongs to another file of the population register')], max_length=10)),
                ('message_id', models.CharField(max_length=64)),
                ('curp', models.CharField(blank=True, max_length=18)),
                ('new_curp', models.CharField(blank=True, max_length=18)),
                ('said_on', models.DateField(null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_news', to='people.person')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['-at'], name='register_news_open')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'message_id'), name='register_news_once')],
            },
        ),
    ]
