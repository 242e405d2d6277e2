"""Certificates made for the tests: an authority, one beneath it, people, an institution and a clock."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

START, END = datetime(2020, 1, 1), datetime(2040, 1, 1)
PASSPHRASE = "clave-del-archivo"
DNI, OTHER_DNI = "12345678", "87654321"


@dataclass(frozen=True)
class Holder:
    """A certificate with its key and the certificates that lead from it to the root."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = field(default=())

    def pkcs12(self, passphrase: str = PASSPHRASE) -> bytes:
        locked = serialization.BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(
            b"sigor", self.key, self.certificate, list(self.above), locked
        )

    def signer(self) -> SimpleSigner:
        signer = SimpleSigner.load_pkcs12_data(self.pkcs12(), [], PASSPHRASE.encode())
        signer.embed_roots = False
        return signer


def name(common: str, *, identity: str = "", organisation: str = "Entidad de prueba") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "PE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, common),
    ]
    if identity:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, identity))
    return x509.Name(parts)


def make(
    subject: x509.Name,
    issuer: Holder | None = None,
    *,
    curve: bool = True,
    authority: bool = False,
    stamps: bool = False,
    content_commitment: bool = True,
    until: datetime = END,
) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, 2048)
    by = issuer or Holder(None, key)  # type: ignore[arg-type]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage(authority=authority, content_commitment=content_commitment), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    certificate = builder.sign(by.key, hashes.SHA256())
    above = (issuer.certificate, *issuer.above) if issuer else ()
    return Holder(certificate, key, above)


def usage(*, authority: bool, content_commitment: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=content_commitment and not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Authority:
    """All that the tests sign with; only the root is trusted."""

    root: Holder
    institution: Holder  # RSA
    person: Holder  # EC, whose DNI is the one asked
    other: Holder
    expired: Holder
    for_entering: Holder  # an authentication certificate, not one for signing
    stranger: Holder  # under a root that nobody here knows
    clock: Holder

    def trust(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        pem = self.root.certificate.public_bytes(serialization.Encoding.PEM)
        (folder / "raiz.pem").write_bytes(pem)
        return folder

    def timestamper(self, moment: datetime | None = None) -> DummyTimeStamper:
        store = SimpleCertificateStore()
        store.register_multiple([native(one) for one in self.clock.above])
        return DummyTimeStamper(
            native(self.clock.certificate), native_key(self.clock), store, fixed_dt=moment
        )


def native(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def native_key(holder: Holder) -> asn1_keys.PrivateKeyInfo:
    der = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return asn1_keys.PrivateKeyInfo.load(der)


@cache
def authority() -> Authority:
    root = make(name("Raíz de prueba"), authority=True)
    middle = make(name("Emisora de prueba"), root, authority=True)
    unknown = make(name("Raíz desconocida"), authority=True)
    return Authority(
        root=root,
        institution=make(name("Agente automatizado", organisation="Programa JUNTOS"), middle, curve=False),
        person=make(name("JEFATURA DE UNIDAD FIR 12345678", identity=f"PNOPE-{DNI}"), middle),
        other=make(name("OTRA PERSONA FIR 87654321", identity=f"PNOPE-{OTHER_DNI}"), middle),
        expired=make(name("VENCIDA", identity=f"PNOPE-{DNI}"), middle, until=datetime(2021, 1, 1)),
        for_entering=make(
            name("JEFATURA DE UNIDAD AUT 12345678", identity=f"PNOPE-{DNI}"), middle, content_commitment=False
        ),
        stranger=make(name("DESCONOCIDA", identity=f"PNOPE-{DNI}"), unknown),
        clock=make(name("Reloj de prueba"), middle, curve=False, stamps=True),
    )
