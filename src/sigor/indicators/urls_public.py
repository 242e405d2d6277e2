"""Addresses of open data: for anybody, without signing in."""

from django.urls import path

from sigor.indicators import views_public

urlpatterns = [
    path("", views_public.index, name="open_data_index"),
    path("catalogo.jsonld", views_public.catalogue, name="open_data_catalogue"),
    path("<slug:slug>/", views_public.dataset, name="open_data"),
    path("<slug:slug>/api.json", views_public.api, name="open_data_api"),
    path("<slug:slug>/indicador/<str:symbol>/", views_public.indicator, name="open_data_indicator"),
    path("<slug:slug>/<str:name>", views_public.file, name="open_data_file"),
]
