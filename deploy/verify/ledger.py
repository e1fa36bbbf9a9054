"""Issues all the time through a web app's address and writes down what was acknowledged; later asks the verifier for each of them.

Usage: ledger.py issue ADDRESS FILE    until it is told to end by SIGTERM; prints: acknowledged, not acknowledged, slowest answer in ms
       ledger.py settle ADDRESS FILE   waits up to 90 s until all are verifiable; prints how many are not, and fails when there are any
The key that may issue is in API_KEY. Verifying needs none, and the verifier does not know it: sent along, it would count as a failed sign-in.
"""

import http.client
import json
import os
import signal
import sys
import threading
import time
import urllib.parse

REGISTRARS = 8
PACE_SECONDS = 0.025
ANSWER_SECONDS = 15
SETTLE_SECONDS = 90


class Caller:
    """One connection, opened again after it broke."""

    def __init__(self, address, key=None):
        self._address = urllib.parse.urlsplit(address).netloc
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._connection = None

    def post(self, path, document):
        """Gives status and body, or None when no answer came."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._address, timeout=ANSWER_SECONDS)
            self._connection.request("POST", path, json.dumps(document), self._headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read() or "null")
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return None


def issue(address, file):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    lock = threading.Lock()
    figures = {"acknowledged": 0, "unanswered": 0, "slowest": 0.0}
    run = f"{os.getpid()}-{time.time_ns()}"
    key = os.environ["API_KEY"]
    Caller(address, key).post("/api/v1/issuers", {"name": "University of Deployments"})  # Outside Development, only registered issuers issue.

    def registrar(which):
        caller = Caller(address, key)
        number = 0
        while not stop.is_set():
            number += 1
            began = time.monotonic()
            answer = caller.post("/api/v1/credentials/issue", {
                "holderName": f"Holder {run} {which} {number}", "credentialType": "Deployment test", "issuerName": "University of Deployments"})
            took = time.monotonic() - began
            with lock:
                figures["slowest"] = max(figures["slowest"], took)
                if answer and answer[0] == 201:
                    figures["acknowledged"] += 1
                    ids.write(answer[1]["credential"]["id"] + "\n")
                else:
                    figures["unanswered"] += 1
            stop.wait(PACE_SECONDS)

    with open(file, "a", encoding="utf-8") as ids:
        threads = [threading.Thread(target=registrar, args=(which,)) for which in range(REGISTRARS)]
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join()
    print(figures["acknowledged"], figures["unanswered"], round(figures["slowest"] * 1000))


def settle(address, file):
    with open(file, encoding="utf-8") as lines:
        missing = set(lines.read().split())
    caller = Caller(address)
    limit = time.monotonic() + SETTLE_SECONDS
    while missing and time.monotonic() < limit:
        for one in list(missing):
            answer = caller.post("/api/v1/credentials/verify", {"id": one})
            if answer and answer[0] == 200 and answer[1].get("isValid"):
                missing.discard(one)
            else:
                time.sleep(5 if answer and answer[0] == 429 else 0.1)  # The limit of a client is part of what runs here.
                break
    print(len(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("issue", "settle"):
        sys.exit(__doc__)
    sys.exit(issue(sys.argv[2], sys.argv[3]) if sys.argv[1] == "issue" else settle(sys.argv[2], sys.argv[3]))
