"""`sigor check`: do the records agree among themselves; is the installation sound; is it safe to put before people?"""

import json
from typing import Any

import click
from django.conf import settings
from django.core import checks
from django.db import connection

from sigor.organisation import clock
from sigor.records import audit, files
from sigor.registers import consistency

INSECURE_HOSTS = {"*", ""}


def deployment_findings() -> list[tuple[str, str]]:
    """What must not be so where real people work: (rule, message)."""
    found = []
    if settings.LOCAL:
        found.append(("environment", "SIGOR_ENV es de demostración o prueba; en producción no se define."))
    if settings.SECRET_KEY == settings.INSECURE_KEY or len(settings.SECRET_KEY) < 50:
        found.append(("secret-key", "SECRET_KEY falta o es corta: al menos 50 caracteres al azar."))
    if INSECURE_HOSTS & set(settings.ALLOWED_HOSTS) or set(settings.ALLOWED_HOSTS) <= {
        "localhost",
        "127.0.0.1",
        "[::1]",
    }:
        found.append(("allowed-hosts", "ALLOWED_HOSTS debe nombrar el dominio del servicio y no admite «*»."))
    if settings.SIMULATED_TODAY:
        found.append(("clock", "SIGOR_TODAY simula el reloj; en producción no se define."))
    found += role_findings()
    return found


def role_findings() -> list[tuple[str, str]]:
    """The role of the application must not be able to rewrite history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper, has_table_privilege('audit_entry', 'UPDATE, DELETE, TRUNCATE, INSERT'), "
            "pg_has_role(c.relowner, 'MEMBER') FROM pg_roles r, pg_class c "
            "WHERE r.rolname = current_user AND c.oid = 'audit_entry'::regclass"
        )
        superuser, writes, owns = cursor.fetchone() or (True, True, True)
    found = []
    if superuser:
        found.append(
            ("database-superuser", "El rol de la base de datos es superusuario: use uno sin privilegios.")
        )
    elif writes or owns:
        found.append(
            (
                "audit-writable",
                "El rol de la aplicación puede alterar la bitácora: use dos roles (deploy/README.md).",
            )
        )
    return found


def installation_findings(deploy: bool) -> list[tuple[str, str, str]]:
    """What is wrong with settings, audit trail and files: (rule, message, severity)."""
    issues = [i for i in checks.run_checks(include_deployment_checks=deploy) if not i.is_silenced()]
    found = [(i.id or "check", f"{i.msg}", "error" if i.is_serious() else "warning") for i in issues]
    if deploy:
        found += [(rule, message, "error") for rule, message in deployment_findings()]
    chain = audit.verify()
    if not chain.intact:
        found.append(("audit-chain", chain.message, "error"))
    return found + [("file", f"{p.sha256}: {p.problem}", "error") for p in files.verify()]


@click.command("check")
@click.option("--installation", is_flag=True, help="Revisar configuración, bitácora y archivos.")
@click.option("--deploy", is_flag=True, help="Lo anterior y, además, rechazar ajustes inseguros.")
@click.option("--limit", default=100, show_default=True, help="Hallazgos que se listan por regla.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def check(installation: bool, deploy: bool, limit: int, as_json: bool) -> None:
    """Revisar la coherencia de los registros del sistema de gestión, o la instalación."""
    if installation or deploy:
        told = [{"rule": r, "message": m, "severity": s} for r, m, s in installation_findings(deploy)]
        data = {"ok": not told, "findings": told}
    else:
        data = consistency_findings(limit)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        _tell(data)
    raise SystemExit(0 if data["ok"] else 1)


def consistency_findings(limit: int) -> dict[str, Any]:
    """What breaks the rules of the management system: how many by rule, and the first `limit` of each."""
    rules, listed = [], []
    for rule in consistency.all_rules():
        count, findings = consistency.findings_of(rule, None, clock.today(), limit)
        rules.append(
            {"rule": rule.code, "message": str(rule.label), "severity": rule.severity, "count": count}
        )
        listed += [finding.as_dict() for finding in findings]
    return {"ok": not listed, "rules": rules, "findings": listed}


def _tell(data: dict[str, Any]) -> None:
    for finding in data["findings"]:
        what = f"{finding['code']} {finding['title']} ({finding['unit']}): " if "code" in finding else ""
        click.echo(f"{finding['severity']}: {finding['rule']}: {what}{finding['message']}", err=True)
    total = sum(r["count"] for r in data["rules"]) if "rules" in data else len(data["findings"])
    click.echo(f"{total} hallazgos." if total else "Sin hallazgos.")
