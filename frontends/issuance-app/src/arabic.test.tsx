import { axeViolations } from "@kubecredential/shared/testing";
import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, expect, test } from "vitest";
import { counted } from "./arabic";
import { nobody, renderAt, signedInAs, startServer } from "./testing";
import { texts } from "./texts";

const server = startServer();
beforeEach(() => {
  localStorage.setItem("kubecredential.language", '"ar"');
  server.use(
    signedInAs(),
    http.all("*", () => HttpResponse.json({ title: "Unavailable" }, { status: 503 })),
  );
});
afterEach(() => localStorage.clear());

/** What the pages show when all is well is the browser's test (EveryPageTests); here they have no data. */
test.each([
  ["/", texts.ar.issue.title],
  ["/operations", texts.ar.operations.title],
  ["/nowhere", "الصفحة غير موجودة"],
])("%s is in Arabic, from right to left", async (path, heading) => {
  renderAt(path);
  expect(await screen.findByRole("heading", { level: 1, name: heading })).toBeVisible();
  expect(document.documentElement).toHaveAttribute("lang", "ar");
  expect(document.documentElement).toHaveAttribute("dir", "rtl");
  expect(screen.getByRole("link", { name: texts.ar.nav.credentials })).toBeVisible();
  expect(await axeViolations()).toEqual([]);
});

test("so is signing in", async () => {
  server.use(signedInAs(nobody));
  renderAt("/");
  expect(await screen.findByRole("heading", { level: 1, name: texts.ar.signIn.title })).toBeVisible();
  expect(await axeViolations()).toEqual([]);
});

test("a noun has the form that its number asks for", () => {
  expect([1, 2, 3, 11, 100].map((count) => counted(count, "row"))).toEqual([
    "صف واحد",
    "صفين",
    "3 صفوف",
    "11 صفًا",
    "100 صف",
  ]);
});
