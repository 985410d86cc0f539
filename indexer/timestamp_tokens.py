"""One time stamp token read and checked, by the library rfc3161-client (RFC 3161).

Promises: a token holds only when it stamps a known digest, its signature is right, and a trusted
certificate vouches for who signed at the time it states; each way not to hold has its sentence.
Is loaded when there is a token: what it needs takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from rfc3161_client import (
    Accuracy,
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.verify import SHA256_OID

from archive.errors import TimestampError, UsageError
from archive.timestamps import Timestamp
from indexer.der import as_response, in_der_order

_DAMAGED = (
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
    x509.InvalidVersion,
    UnsupportedAlgorithm,
)
NOT_READ = (
    "It is no whole answer of a time stamp authority (RFC 3161): cut off, damaged or something "
    "else. Ask the authority again, or copy the file again."
)
BROKEN = "Its signature does not hold: the token was changed or damaged since it was signed."
UNKNOWN = (
    "Nobody vouches for {}, who signed it: none of the given certificates is that of its "
    "authority, or the certificate was not valid when it signed. Give the authority's own root "
    "certificate with --ca."
)
NO_CERTIFICATES = (
    "The certificates to be trusted cannot be read. They must be in PEM form; `openssl x509 "
    "-inform DER` makes that of others."
)
ANOTHER = (
    "It stamps {}, which is the SHA-256 of no line of this register. Was it made for another "
    "archive, or for another file than the request?"
)


def request_for(data: bytes) -> bytes:
    """What an authority is to be asked for these bytes, by their SHA-256."""
    builder = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256)
    return builder.build().as_bytes()


def checked(
    token: bytes, authorities: bytes, number: Callable[[str], int | None], file: str
) -> Timestamp:
    """What a token says, if all of it holds.

    ``authorities`` are the certificates to trust, in PEM form; ``number`` gives the line of a
    SHA-256, or None. Raises TimestampError, UsageError for certificates that cannot be read.
    """
    roots = _certificates(authorities)
    with _reading():
        answer = _granted(token)
        info = answer.tst_info
        if info.message_imprint.hash_algorithm.dotted_string != SHA256_OID:
            raise TimestampError("It stamps a digest that is no SHA-256; request one with ours.")
        head = info.message_imprint.message.hex()
        line = number(head)
        if line is None:
            raise TimestampError(ANOTHER.format(head))
        signer = _signer(answer)
        _verify(answer, roots, signer)
        between = [one for one in roots if one.issuer != one.subject]
        vouching = next((root for root in roots if _holds(answer, [root, *between])), roots[0])
        return Timestamp(
            file=file,
            n=line,
            head=head,
            at=info.gen_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            accuracy_ms=_milliseconds(info.accuracy),
            authority=_name(signer),
            vouched_by=_name(vouching),
            fingerprint=vouching.fingerprint(hashes.SHA256()).hex(),
        )


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever the libraries raise for a token that is damaged is one sentence."""
    try:
        yield
    except _DAMAGED as error:
        raise TimestampError(NOT_READ) from error


def _granted(token: bytes) -> TimeStampResponse:
    """Raises TimestampError when it cannot be read, or says that the authority refused."""
    answer = decode_timestamp_response(in_der_order(as_response(token)))
    status = PKIStatus(answer.status)
    if status is not PKIStatus.GRANTED:
        why = " ".join(answer.status_string)
        raise TimestampError(
            f"The authority did not grant it: its answer has the status “{status.name.lower()}”. "
            f"{why}".strip()
        )
    return answer


def _signer(answer: TimeStampResponse) -> x509.Certificate:
    """The one certificate of who signed. Raises TimestampError, and what the libraries do."""
    (info,) = answer.signed_data.signer_infos
    found = [x509.load_der_x509_certificate(one) for one in answer.signed_data.certificates]
    signer = info.issuer, info.serial_number
    signers = [one for one in found if (one.issuer, one.serial_number) == signer]
    if len(signers) != 1:
        raise TimestampError(
            "The certificate of who signed is not in it, or not once. Ask for one with the "
            "certificate, as our request does."
        )
    return signers[0]


def _verify(
    answer: TimeStampResponse, roots: list[x509.Certificate], signer: x509.Certificate
) -> None:
    """Raises TimestampError unless signature, purpose and authority hold."""
    message = answer.tst_info.message_imprint.message
    try:
        VerifierBuilder(roots=roots).build().verify(answer, message)
    except VerificationError as error:
        if "certificate verify error" in str(error):
            raise TimestampError(UNKNOWN.format(_name(signer))) from error
        if "EKU" in str(error):
            reason = f"The certificate of {_name(signer)} is not one for time stamps."
            raise TimestampError(reason) from error
        raise TimestampError(BROKEN) from error


def _holds(answer: TimeStampResponse, roots: list[x509.Certificate]) -> bool:
    try:
        message = answer.tst_info.message_imprint.message
        return VerifierBuilder(roots=roots).build().verify(answer, message)
    except (VerificationError, *_DAMAGED):
        return False


def _certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, at least one. Raises UsageError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise UsageError(NO_CERTIFICATES) from error


def _milliseconds(accuracy: Accuracy | None) -> int | None:
    if accuracy is None:
        return None
    return (accuracy.seconds or 0) * 1000 + (accuracy.millis or 0)


def _name(certificate: x509.Certificate) -> str:
    """Common name and organisation, as people read it."""
    wanted = (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
    parts = [
        str(each.value)
        for oid in wanted
        for each in certificate.subject.get_attributes_for_oid(oid)
    ]
    return ", ".join(parts) or certificate.subject.rfc4514_string() or "somebody without a name"
