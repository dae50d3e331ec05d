"""Passwords and tokens, which are not what this exercise is about: import these four functions."""

import hashlib
import hmac
import secrets

_KEY = b"only for development"


def hash_password(password: str) -> str:
    """What is stored of a password."""
    salt = secrets.token_hex(8)
    return f"{salt}.{_stretch(password, salt)}"


def is_password(password: str, password_hash: str) -> bool:
    """Whether it is the password that this was stored of."""
    salt, _, stretched = password_hash.partition(".")
    return hmac.compare_digest(_stretch(password, salt).encode(), stretched.encode())


def make_token(user_id: int) -> str:
    """What a user shows with each request after the login."""
    return f"{user_id}.{_sign(str(user_id))}"


def read_token(token: str) -> int | None:
    """The id of the user to whom this token was given, or None where nobody has made it."""
    user_id, _, signature = token.partition(".")
    if not hmac.compare_digest(_sign(user_id).encode(), signature.encode()):
        return None
    return int(user_id)


def _stretch(password: str, salt: str) -> str:
    # Far less work than in a real application, so that grading is quick.
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**11, r=8, p=1, dklen=32).hex()


def _sign(text: str) -> str:
    return hmac.new(_KEY, text.encode(), hashlib.sha256).hexdigest()
