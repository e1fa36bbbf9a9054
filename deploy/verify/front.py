"""Checks both web apps' addresses as a browser uses them, and prints a line for each: "ok ..." or "FAILED ...".

Usage: front.py ISSUING VERIFYING, with a key that may issue and read in API_KEY
"""

import json
import os
import re
import sys
import time
import urllib.error
import urllib.request

LIMIT_SECONDS = 30
HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

failures = 0


def check(holds, what):
    global failures
    failures += not holds
    print("ok     " if holds else "FAILED ", what, sep="")


def ask(address, document=None, accept_encoding="gzip"):
    request = urllib.request.Request(address, None if document is None else json.dumps(document).encode(), {"Accept-Encoding": accept_encoding, "Authorization": f"Bearer {os.environ['API_KEY']}"})
    if document is not None:
        request.add_header("Content-Type", "application/json")
    try:
        return urllib.request.urlopen(request, timeout=LIMIT_SECONDS)
    except urllib.error.HTTPError as answer:
        return answer


def check_pages(name, origin):
    page = ask(f"{origin}/", accept_encoding="identity")
    text = page.read().decode()
    missing = [header for header, value in HEADERS.items() if value not in page.headers.get(header, "")]
    check(page.status == 200 and not missing, f"{name}: security headers" + (f", missing {', '.join(missing)}" if missing else ""))
    check(not re.search(r"\d", page.headers.get("Server", "")), f"{name}: the server does not tell its version")
    check(page.headers.get("Cache-Control") == "no-cache", f"{name}: index.html is asked for again each time")
    asset = re.search(r'src="(/assets/[^"]+\.js)"', text)
    if not asset:
        check(False, f"{name}: index.html names its script")
        return
    script = ask(origin + asset[1])
    check("immutable" in script.headers.get("Cache-Control", ""), f"{name}: hashed files are kept for a year")
    check(script.headers.get("Content-Encoding") == "gzip", f"{name}: files come compressed")
    config = ask(f"{origin}/config.js")
    check(config.status == 200 and config.headers.get("Cache-Control") == "no-store", f"{name}: its settings are never kept")
    check(ask(f"{origin}/assets/none.js").status == 404, f"{name}: a file that is not there is 404")


def issue(issuing, holder):
    answer = ask(f"{issuing}/api/v1/credentials/issue", {"holderName": holder, "credentialType": "Front test", "issuerName": "University of Fronts"})
    return answer.status, json.loads(answer.read()) if answer.status == 201 else {}


def check_issuer(issuing):
    """Outside Development, only registered issuers issue."""
    answer = ask(f"{issuing}/api/v1/issuers", {"name": "University of Fronts"}, "identity")
    check(answer.status in (201, 409), "an issuer is registered through the issuance app's address")
    slug = json.loads(ask(f"{issuing}/api/v1/issuers?name=University%20of%20Fronts", accept_encoding="identity").read())["items"][0]["slug"]
    document = json.loads(ask(f"{issuing}/issuers/{slug}/did.json", accept_encoding="identity").read())
    check(document.get("id", "").endswith(f":issuers:{slug}") and len(document.get("assertionMethod", [])) == 4, "its DID document is at the issuance app's address, with its keys")


def check_issue_and_verify(issuing, verifying, run):
    status, issued = issue(issuing, f"Holder {run} verified")
    check(status == 201, "a credential is issued through the issuance app's address")
    if status != 201:
        return
    limit = time.monotonic() + LIMIT_SECONDS
    verdict = {}
    while time.monotonic() < limit and not verdict.get("isValid"):
        answer = ask(f"{verifying}/api/v1/credentials/verify", {"credential": issued["credential"]}, "identity")
        verdict = json.loads(answer.read())
    check(verdict.get("isValid") is True, "it is verified through the verification app's address")
    again, _ = issue(issuing, f"Holder {run} verified")
    check(again == 409, "the same again is refused")


def check_papers(issuing, run):
    """The libraries that shape text and draw belong to the image's system, and so do the fonts."""
    _, issued = issue(issuing, f"Holder {run} 张伟 محمد")
    for form, beginning in (("pdf", b"%PDF-"), ("png", b"\x89PNG")):
        paper = ask(f"{issuing}/api/v1/credentials/{issued['credential']['id']}/documents/{form}", accept_encoding="identity")
        check(paper.status == 200 and paper.read(5).startswith(beginning), f"a credential is drawn as {form.upper()}, with names in two more scripts")


def check_events(issuing, run):
    """An event that waits in a buffer comes when the stream ends, which it does not before we leave."""
    _, issued = issue(issuing, f"Holder {run} followed")
    began = time.monotonic()
    stream = ask(f"{issuing}/api/v1/credentials/stream?ids={issued['credential']['id']}")
    confirmed = False
    while not confirmed and time.monotonic() - began < LIMIT_SECONDS:
        line = stream.readline().decode()
        confirmed = line.startswith("data:") and '"confirmed"' in line
    check(stream.headers.get("Content-Type", "").startswith("text/event-stream") and not stream.headers.get("Content-Encoding"), "events come as a stream, not compressed")
    check(confirmed, f"its delivery is told while the stream is open, {time.monotonic() - began:.1f} s after it was asked for")


def check_answers(issuing):
    page = ask(f"{issuing}/api/v1/credentials?limit=50")
    check(page.headers.get("Content-Encoding") == "gzip" or int(page.headers.get("Content-Length", 0)) < 1024, "long answers of the services come compressed")
    refused = ask(f"{issuing}/api/v1/credentials/issue", {"holderName": " "}, "identity")
    check(refused.status == 400 and "holderName" in json.loads(refused.read()).get("errors", {}), "bad input is refused by name, through the proxy")


def main(issuing, verifying):
    run = str(time.time_ns())
    check_pages("issuance app", issuing)
    check_pages("verification app", verifying)
    check_issuer(issuing)
    check_issue_and_verify(issuing, verifying, run)
    check_papers(issuing, run)
    check_events(issuing, run)
    check_answers(issuing)
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
