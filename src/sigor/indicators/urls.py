"""Addresses of results."""

from django.urls import path

from sigor.indicators import views, views_data, views_reports

urlpatterns = [
    path("tablero/", views.board, name="board"),
    path("tablero/tablero.pdf", views.board_pdf, name="board_pdf"),
    path("tablero/por-correo/", views.subscribe, name="board_subscribe"),
    path("cadena-de-valor/", views.value_chain, name="value_chain"),
    path("objetivos/", views.scorecard, name="scorecard"),
    path("hojas/", views_data.sheets, name="sheets"),
    path("hojas/abrir/", views_data.open_sheets, name="sheets_open"),
    path("hojas/<int:pk>/", views_data.sheet, name="sheet"),
    path("hojas/<int:pk>/corregir/", views_data.correct_sheet, name="sheet_correct"),
    path("entregas/<int:pk>/correccion/", views_data.say_correction, name="delivery_correction"),
    path("plazo/", views_data.signal_term, name="signal_term"),
    path("cargar/", views_data.upload, name="data_upload"),
    path("calcular/", views_data.compute, name="data_compute"),
    path("tendencia/", views_reports.trend_report, name="trend_report"),
    path("tendencia/evidencia/<int:pk>/", views_reports.put_forward, name="trend_evidence"),
    path("publicaciones/<int:pk>/preparar/", views_data.prepare, name="publication_prepare"),
    path("indicador/<str:symbol>/", views.indicator, name="indicator"),
    path("indicador/<str:symbol>/distritos/", views.districts, name="indicator_districts"),
    path("indicador/<str:symbol>/cifra/", views.figure, name="figure"),
]
