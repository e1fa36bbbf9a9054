import { expect, test } from "vitest";
import { ApiError, errorFrom, UnreachableError } from "./errors";

test("a problem document becomes an ApiError with its message and Retry-After", async () => {
  const error = await errorFrom(
    new Response(JSON.stringify({ title: "Overloaded", message: "Too many at once" }), {
      status: 503,
      headers: { "Content-Type": "application/problem+json; charset=utf-8", "Retry-After": "7" },
    }),
  );
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ message: "Too many at once", status: 503, retryAfterSeconds: 7 });
});

test.each([
  ["a proxy's empty 500", new Response("", { status: 500 })],
  [
    "a proxy's page",
    new Response("<html>Bad Gateway</html>", { status: 502, headers: { "Content-Type": "text/html" } }),
  ],
  ["JSON cut off", new Response("{", { status: 503, headers: { "Content-Type": "application/json" } })],
])("%s means that the API is unavailable", async (_, response) => {
  expect(await errorFrom(response)).toBeInstanceOf(UnreachableError);
});

test("a 404 without a document is still an answer", async () => {
  expect(await errorFrom(new Response("", { status: 404 }))).toMatchObject({ name: "ApiError", status: 404 });
});
