"""Facilities, equipment, projects of technology, interventions and evaluations: what is kept."""

from sigor.resources.models.evaluations import Evaluation, Recommendation, Response
from sigor.resources.models.facilities import AttentionPoint, ResourceNeed
from sigor.resources.models.projects import FollowUp, Intervention, ItProject, ProjectReport

__all__ = [
    "AttentionPoint",
    "Evaluation",
    "FollowUp",
    "Intervention",
    "ItProject",
    "ProjectReport",
    "Recommendation",
    "ResourceNeed",
    "Response",
]
