"""The rules of Mozilla's HTTP Observatory, as far as they speak of one answer's headers.

From 100 down for what is missing, and up for what is better than it has to be; A+ begins at 100.
Source: the scoring table in MDN's documentation of the HTTP Observatory.
"""

import re

REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(response):
    """What the answer is worth."""
    policy = {
        name: set(values)
        for name, *values in map(str.split, response.headers["Content-Security-Policy"].split(";"))
    }
    return 100 + sum(
        (
            content(policy),
            frames(policy, response.headers.get("X-Frame-Options")),
            cookies(response.cookies),
            transport(response.headers.get("Strict-Transport-Security", "")),
            5 if response.headers.get("Referrer-Policy") in REFERRER else 0,
            0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5,
            10 if response.headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0,
            -50 if "Access-Control-Allow-Origin" in response.headers else 0,
        )
    )


def content(policy):
    scripts = policy.get("script-src", policy.get("default-src", {"*"}))
    if scripts & {"*", "https:", "data:", "'unsafe-inline'", "'unsafe-eval'"}:
        return -20
    if "'unsafe-inline'" in policy.get("style-src", ()):
        return 0
    return 10 if policy["default-src"] == {"'none'"} else 5


def frames(policy, option):
    if policy.get("frame-ancestors") == {"'none'"}:
        return 5
    return 0 if option in ("DENY", "SAMEORIGIN") else -20


def cookies(jar):
    if not all(cookie["secure"] and cookie["httponly"] for cookie in jar.values()):
        return -40
    if not jar:
        return 0
    strict = all(cookie["samesite"] in ("Lax", "Strict") for cookie in jar.values())
    hosts_own = all(
        name.startswith("__Host-") and cookie["path"] == "/" and not cookie["domain"]
        for name, cookie in jar.items()
    )
    return 5 if strict and hosts_own else -5


def transport(value):
    seconds = re.match(r"max-age=(\d+)", value)
    if not seconds or int(seconds[1]) < 15_768_000:
        return -20
    return 5 if "includeSubDomains" in value and "preload" in value else 0
