"""`sigor check`: is this installation sound, and with --deploy, is it safe to put before people?"""

import json

import click
from django.conf import settings
from django.core import checks
from django.db import connection

from sigor.records import audit, files

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


@click.command("check")
@click.option("--deploy", is_flag=True, help="Además, rechazar ajustes inseguros.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def check(deploy: bool, as_json: bool) -> None:
    """Revisar la instalación: configuración, bitácora y archivos."""
    issues = [i for i in checks.run_checks(include_deployment_checks=deploy) if not i.is_silenced()]
    findings = [(i.id or "check", f"{i.msg}", "error" if i.is_serious() else "warning") for i in issues]
    if deploy:
        findings += [(rule, message, "error") for rule, message in deployment_findings()]
    chain = audit.verify()
    if not chain.intact:
        findings.append(("audit-chain", chain.message, "error"))
    findings += [("file", f"{p.sha256}: {p.problem}", "error") for p in files.verify()]
    data = {
        "ok": not findings,
        "findings": [{"rule": r, "message": m, "severity": s} for r, m, s in findings],
    }
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        for rule, message, severity in findings:
            click.echo(f"{severity}: {rule}: {message}", err=True)
        click.echo("Sin hallazgos." if not findings else f"{len(findings)} hallazgos.")
    raise SystemExit(1 if findings else 0)
