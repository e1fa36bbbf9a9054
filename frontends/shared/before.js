// Runs before the first paint, while the app itself is still loading. A file, because the policy forbids inline scripts.
(() => {
  // So that a dark page does not flash white.
  let stored;
  try {
    stored = localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // Storage may be blocked; then the system preference decides.
  }
  const dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");

  // What the page asks its service first. The app takes the answer: see src/api/ahead.ts.
  const questions = {
    // Who is signed in; the holder's page is open.
    "issuance-app": () => !/^\/h\/*$/.test(location.pathname) && { method: "GET", path: "/api/v1/session" },
    // The verdict in the address. With a query, or where a whole credential was entered, the question is another.
    "verification-app": () => {
      const id = /^\/v\/([\w-]{1,100})$/.exec(location.pathname)?.[1];
      const isUsual = id && location.search === "" && history.state?.raw === undefined;
      return isUsual && { method: "POST", path: "/api/v1/credentials/verify", body: JSON.stringify({ id }) };
    },
  };
  const question = questions[document.currentScript.dataset.app]();
  if (!question) return;
  const randomHex = (bytes) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const ahead = { ...question, startedAt: Date.now() };
  const headers = new Headers();
  if (question.body) headers.set("Content-Type", "application/json");
  if (globalThis.kubeCredentialConfig?.browserTraces) {
    ahead.traceId = randomHex(16);
    ahead.spanId = randomHex(8);
    headers.set("traceparent", `00-${ahead.traceId}-${ahead.spanId}-01`);
  }
  ahead.response = fetch(question.path, { method: question.method, headers, body: question.body });
  // Whoever takes it is told.
  ahead.response.catch(() => {});
  globalThis.kubeCredentialAhead = ahead;
})();
