"""The REST API: the plan's endpoints and those of every register, with one OpenAPI description."""

from sigor.plans.api import api_urlpatterns as plan_urlpatterns
from sigor.registers.api import api_urlpatterns as register_urlpatterns

urlpatterns = [*plan_urlpatterns, *register_urlpatterns]
