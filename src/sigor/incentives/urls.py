"""Addresses of the incentives."""

from django.urls import path

from sigor.incentives import views, views_rules

RUNS = {"slug": "incentive-runs"}
RULES = {"slug": "incentive-rules"}
RECONCILIATIONS = {"slug": "incentive-reconciliations"}

urlpatterns = [
    path("", views.board, name="incentive_board"),
    path("plazo/", views.alert_term, name="alert_term"),
    path("nueva/", views.new_run, name="incentive_new"),
    path("esquemas/<slug:kind>.json", views.published_schema, name="incentive_schema"),
    path("liquidaciones/<int:pk>/avance/", views.progress, RUNS, name="incentive_progress"),
    path("liquidaciones/<int:pk>/detener/", views.stop, RUNS, name="incentive_stop"),
    path("liquidaciones/<int:pk>/reanudar/", views.resume, RUNS, name="incentive_resume"),
    path("liquidaciones/<int:pk>/hogar/", views.household, RUNS, name="incentive_household"),
    path("liquidaciones/<int:pk>/conciliar/", views.reconcile, RUNS, name="incentive_reconcile"),
    path("liquidaciones/<int:pk>/muestra/", views.sample, RUNS, name="incentive_sample"),
    path("liquidaciones/<int:pk>/revision/", views.worth_a_look, RUNS, name="incentive_anomalies"),
    path("liquidaciones/<int:pk>/poblacion/", views.population, RUNS, name="incentive_population"),
    path("liquidaciones/<int:pk>/archivo/<slug:name>/", views.file, RUNS, name="incentive_file"),
    path(
        "conciliaciones/<int:pk>/<slug:name>.csv",
        views.differences,
        RECONCILIATIONS,
        name="incentive_differences",
    ),
    path("reglas/<int:pk>/cambiar/", views_rules.change, RULES, name="incentive_rule_change"),
    path("reglas/<int:pk>/documento/", views_rules.replace, RULES, name="incentive_rule_document"),
    path(
        "reglas/<int:pk>/documento.json", views_rules.download_document, RULES, name="incentive_rule_download"
    ),
    path("reglas/<int:pk>/casos/", views_rules.accept_cases, RULES, name="incentive_rule_cases"),
    path("reglas/<int:pk>/simular/", views_rules.simulate, RULES, name="incentive_rule_simulate"),
]
