"""Addresses of the plan."""

from django.urls import path, re_path

from sigor.plans.views import boards, evidence, imports, quarters, reformulation, versions

urlpatterns = [
    path("", boards.plan_home, name="plan_home"),
    path("versiones/", boards.plan_years, name="plan_years"),
    path("importar/", imports.upload, name="plan_import"),
    re_path(r"^importar/(?P<sha256>[0-9a-f]{64})/$", imports.preview, name="plan_import_preview"),
    re_path(r"^importar/(?P<sha256>[0-9a-f]{64})/aceptar/$", imports.accept, name="plan_import_accept"),
    path("reglas/", quarters.rule_list, name="rule_list"),
    path("reglas/nueva/", quarters.rule_new, name="rule_new"),
    path("reglas/<int:pk>/", quarters.rule, name="rule"),
    path("reglas/<int:pk>/<slug:name>/", quarters.rule_step, name="rule_step"),
    path("version/<int:pk>/", versions.version, name="plan_version"),
    path("version/<int:pk>/celdas/", versions.set_cells, name="plan_set_cells"),
    path("version/<int:pk>/actos/", versions.record_act, name="plan_record_act"),
    path("version/<int:pk>/alineamiento/", versions.add_alignment, name="plan_add_alignment"),
    path("version/<int:pk>/presupuesto/", versions.add_budget_line, name="plan_add_budget_line"),
    path("version/<int:pk>/paso/<slug:name>/", versions.step, name="plan_version_step"),
    path("version/<int:pk>/exportar.<slug:ending>", versions.export, name="plan_version_export"),
    path("version/<int:pk>/reformulacion/", reformulation.reformulation, name="plan_reformulation"),
    path("version/<int:pk>/reformulacion/<slug:name>/", reformulation.act, name="plan_reformulation_act"),
    path("hito/<int:pk>/", versions.milestone, name="plan_milestone"),
    path("hito/<int:pk>/confirmar/", versions.confirm, name="plan_confirm"),
    path("entregable/<int:pk>/", evidence.deliverable, name="deliverable"),
    path("entregable/<int:pk>/enviar/", evidence.submit, name="submit"),
    path("entregable/<int:pk>/comentar/", evidence.comment, name="deliverable_comment"),
    path("envio/<int:pk>/archivo/", evidence.evidence_file, name="evidence_file"),
    path("envio/<int:pk>/<slug:step>/", evidence.decide, name="decide"),
    path("edicion/<int:pk>/eje/<int:axis>/", quarters.narrative, name="narrative"),
    path("<int:year>/", boards.matrix, name="plan_matrix"),
    path("<int:year>/reformular/", reformulation.branch, name="plan_reformulate"),
    path("<int:year>/lista/", boards.plan_list, name="plan_list"),
    path("<int:year>/fases/", boards.phases, name="plan_phases"),
    path("<int:year>/calendario/", boards.calendar, name="plan_calendar"),
    path("<int:year>/gantt/", boards.gantt, name="plan_gantt"),
    path("<int:year>/exportar.<slug:ending>", boards.export, name="plan_export"),
    path("<int:year>/trimestre/<int:number>/", quarters.quarter, name="plan_quarter"),
    path("<int:year>/trimestre/<int:number>/congelar/", quarters.freeze, name="freeze"),
]
