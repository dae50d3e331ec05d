"""Passwords and their SCRAM verifiers, made here so that no password ever goes into an SQL statement."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def new_password() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def verifier(password: str) -> str:
    """What PostgreSQL keeps for ``password`` (RFC 5803).

    One iteration: stretching is for passwords that can be guessed, and costs 4 ms a login.
    """
    salt, iterations = secrets.token_bytes(16), 1
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${iterations}:{encoded[0]}${encoded[1]}:{encoded[2]}"
