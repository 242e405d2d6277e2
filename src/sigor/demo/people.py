"""Who can sign in to the demonstration; plain data, so that a restart can print it without reading more."""

PASSWORD = "demostracion-2025"  # noqa: S105 - printed at start on purpose

# username, what it says on screen, unit, role, named at start
PEOPLE = [
    ("coordinacion", "Coordinación de modernización", "UPPM", "coordinator", True),
    ("ucc", "Jefatura de la UCC", "UCC", "unit_head", True),
    ("direccion", "Dirección Ejecutiva", "DE", "director", True),
    ("ut-cajamarca", "Especialista de la UT Cajamarca", "UT-CAJAMARCA", "officer", True),
    ("auditoria", "Auditoría", "OCI", "auditor", True),
    ("administracion", "Administración del sistema", "UTI", "administrator", True),
    ("uppm", "Especialista de modernización de la UPPM", "UPPM", "coordinator", True),
    ("uop", "Jefatura de la UOP", "UOP", "unit_head", False),
    ("uti", "Jefatura de la UTI", "UTI", "unit_head", False),
    ("uci", "Jefatura de la UCI", "UCI", "unit_head", False),
    ("urh", "Jefatura de la URH", "URH", "unit_head", False),
    ("ufii", "Jefatura de la UFII", "UFII", "unit_head", False),
    ("uaj", "Jefatura de la UAJ", "UAJ", "unit_head", False),
    ("ct", "Coordinación Técnica", "CT", "unit_head", False),
]
