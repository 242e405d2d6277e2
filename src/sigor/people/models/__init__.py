"""Chapter 8.6, people: posts, who holds them, what they know, read, communicate and learn from."""

from sigor.people.models.awareness import Acknowledgement, Induction, RequiredReading
from sigor.people.models.communication import Communication, CommunicationRecord, InternalCommunicationAction
from sigor.people.models.holders import HeldCompetence, Holder
from sigor.people.models.knowledge import Study
from sigor.people.models.posts import Competence, EstablishmentEntry, Post, PostCompetence
from sigor.people.models.training import Attendance, TrainingAction, TrainingNeed

__all__ = [
    "Acknowledgement",
    "Attendance",
    "Communication",
    "CommunicationRecord",
    "Competence",
    "EstablishmentEntry",
    "HeldCompetence",
    "Holder",
    "Induction",
    "InternalCommunicationAction",
    "Post",
    "PostCompetence",
    "RequiredReading",
    "Study",
    "TrainingAction",
    "TrainingNeed",
]
