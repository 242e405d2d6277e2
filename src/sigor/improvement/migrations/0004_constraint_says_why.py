from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("improvement", "0003_of_an_indicator_says_why")]

    operations = [
        migrations.AddConstraint(
            model_name="nonconformity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "indicator"), _negated=True),
                    ("about_id__isnull", False),
                    models.Q(("no_signal_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="improvement_nonconformity_of_an_indicator_says_why",
                violation_error_message="Una no conformidad que nace de un indicador cita su señal, o dice por qué no.",
            ),
        ),
    ]
