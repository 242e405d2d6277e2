"""What holds for every register; a few of them are enough where a promise does not depend on which one it is."""

import pytest

from sigor.registers.declaration import Register, all_registers, get


def _few() -> list[Register]:
    """Two plain registers, and one each of those that are open to everybody, only read, or parts of others."""
    found = [get("agreements"), get("interested-parties")]
    for kind in (lambda r: r.model.shared, lambda r: r.readonly, lambda r: r.parent):
        found.append(next((r for r in all_registers() if kind(r) and not r.private), None))
    return list(dict.fromkeys(register for register in found if register))


REPRESENTATIVE = _few()
FEW = pytest.mark.parametrize(
    "register", REPRESENTATIVE[:2], ids=lambda register: register.slug, indirect=True
)
