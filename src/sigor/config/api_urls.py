"""The REST API: the plan's endpoints and those of every register, with one OpenAPI description."""

from sigor.incentives.api import api_urlpatterns as incentive_urlpatterns
from sigor.indicators.api import api_urlpatterns as indicator_urlpatterns
from sigor.plans.api import api_urlpatterns as plan_urlpatterns
from sigor.registers.api import api_urlpatterns as register_urlpatterns
from sigor.reports.api import api_urlpatterns as report_urlpatterns
from sigor.surveys.api import api_urlpatterns as survey_urlpatterns

urlpatterns = [
    *incentive_urlpatterns,
    *indicator_urlpatterns,
    *plan_urlpatterns,
    *report_urlpatterns,
    *survey_urlpatterns,
    *register_urlpatterns,
]
