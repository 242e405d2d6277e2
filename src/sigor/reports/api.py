"""The quarterly report over REST, in Word or PDF, for scripts with a token."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from sigor.copies.downloads import issuing
from sigor.organisation.grants import Permission
from sigor.plans import pages, selectors
from sigor.records import access
from sigor.reports.issuing import report_file
from sigor.reports.views import TYPES


class QuarterReportView(APIView):
    @extend_schema(
        operation_id="quarter_report",
        responses={(200, media): OpenApiTypes.BINARY for media in TYPES.values()},
    )
    def get(self, request: Request, year: int, quarter: int, ending: str) -> HttpResponse:
        """The newest edition of a frozen quarter as a file."""
        reader: Any = request.user
        access.require(reader, Permission.VIEW)
        edition = selectors.editions(pages.plan_or_404(year), quarter).first()
        if edition is None or ending not in TYPES:
            raise Http404
        with issuing(request):
            data = report_file(edition, ending, by=reader)
        return HttpResponse(data, content_type=TYPES[ending])


api_urlpatterns = [
    path(
        "planes/<int:year>/trimestres/<int:quarter>/informe.<slug:ending>",
        QuarterReportView.as_view(),
        name="api_quarter_report",
    ),
]
