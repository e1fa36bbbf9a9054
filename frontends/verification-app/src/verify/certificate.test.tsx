import { writeStored } from "@kubecredential/shared";
import { axeViolations, credential, startServer, status } from "@kubecredential/shared/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { renderAt } from "../testing";

const server = startServer();
const issuer = {
  name: "Example University",
  slug: "example",
  did: null,
  website: null,
  contact: null,
  logo: "/issuers/example/logo",
  registeredAt: "2025-01-01T00:00:00Z",
};
const look = {
  state: "known",
  display: [
    {
      language: "en",
      title: "BSc Computing",
      description: "Three years",
      fields: [{ name: "mark", label: "Final mark" }],
    },
    { language: "ar", title: "بكالوريوس الحوسبة", fields: [{ name: "mark", label: "التقدير" }] },
  ],
  design: { colour: "#112233", textColour: "#ffffff", background: "/api/v1/credential-types/pictures/a", logo: null },
  publicFields: ["mark"],
  hiddenFields: 2,
};
const names = ["known", "authentic", "content", "revocation", "issuer", "fresh"];
const checks = (failed?: string) =>
  names.map((name) => ({
    name,
    status: name === failed ? "fail" : name === "content" ? "unchecked" : "pass",
    detail: "…",
  }));

function answerWith(more: object = {}) {
  server.use(
    http.post("*/api/v1/credentials/verify", () =>
      HttpResponse.json({
        success: true,
        isValid: true,
        result: "valid",
        message: "…",
        credential: credential({ metadata: { mark: "Distinction" } }),
        status: status("active"),
        version: 1,
        asOf: "2026-05-05T10:00:00Z",
        syncedAt: "2026-05-04T10:00:00Z",
        timestamp: "2026-05-05T10:00:00Z",
        workerId: "worker-v",
        issuer,
        checks: checks(),
        certificate: look,
        ...more,
      }),
    ),
  );
}

const at = `/v/${credential().id}`;

test("a registered type: its own title, labels and colours, the verified issuer, and that more is hidden", async () => {
  answerWith();
  renderAt(at);
  const name = "Valid: Ada Lovelace, BSc Computing, Example University";
  expect(await screen.findByRole("heading", { level: 1, name })).toBeVisible();
  const article = screen.getByRole("article", { name: "BSc Computing Ada Lovelace" });
  expect(article).toHaveTextContent("Final markDistinction");
  expect(article).toHaveTextContent("Verified issuer");
  expect(article).toHaveTextContent("2 more details are visible only to people with whom the holder shares them.");
  expect(article.style.getPropertyValue("--certificate")).toBe("#112233");
  expect(article.querySelector("img")).toHaveAttribute("src", "/issuers/example/logo");
  expect(within(article).getByRole("img", { name: "QR code of the link to this credential" })).toBeVisible();
  expect(document.title).toContain("BSc Computing");
  expect(await axeViolations()).toEqual([]);
  await userEvent.click(screen.getByRole("link", { name: "History" }));
  expect(await screen.findByRole("list", { name: "History" })).toHaveTextContent("BSc Computing");
});

test("the checks are folded away while all is well, and unfold", async () => {
  answerWith();
  renderAt(at);
  const fold = await screen.findByRole("button", { name: "Show all checks", expanded: false });
  expect(screen.getByText("5 of 6 checks passed. 1 was not made.")).toBeVisible();
  expect(screen.queryAllByRole("listitem")).toHaveLength(0);
  await userEvent.click(fold);
  expect(screen.getAllByRole("listitem")).toHaveLength(6);
  expect(screen.getByRole("button", { name: "Show fewer", expanded: true })).toHaveFocus();
});

test("what failed is open, before a certificate without the type's colours", async () => {
  answerWith({ isValid: false, result: "revoked", status: status("revoked"), checks: checks("revocation") });
  renderAt(at);
  await screen.findByRole("heading", { level: 1, name: /^Revoked: Ada Lovelace, BSc Computing/ });
  const [failed, ...others] = screen.getAllByRole("listitem");
  expect(others).toEqual([]);
  expect(failed).toHaveTextContent("Not revoked");
  const article = screen.getByRole("article");
  expect(failed?.compareDocumentPosition(article)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(article.style.getPropertyValue("--certificate")).toBe("");
  expect(article).toHaveTextContent("Revoked");
  expect(article).not.toHaveTextContent("Verified issuer");
});

test("a type that the verifier does not know yet: nothing of its own is shown, and that is said", async () => {
  const metadata = null;
  answerWith({ credential: credential({ metadata }), certificate: { state: "unavailable", hiddenFields: 3 } });
  renderAt(at);
  expect(await screen.findByRole("article", { name: "Bachelor of Science Ada Lovelace" })).toHaveTextContent(
    "The issuer's design and the details are not available here at the moment.",
  );
  expect(screen.queryByText(/more details are visible/)).not.toBeInTheDocument();
});

test("in Arabic the page is read from right to left, with the type's Arabic words", async () => {
  writeStored("kubecredential.language", "ar");
  answerWith();
  renderAt(at);
  expect(await screen.findByRole("heading", { level: 1, name: /^صالحة: .*بكالوريوس الحوسبة/ })).toBeVisible();
  expect(document.documentElement).toHaveAttribute("dir", "rtl");
  expect(document.documentElement).toHaveAttribute("lang", "ar");
  expect(screen.getByRole("article")).toHaveTextContent("التقديرDistinction");
  expect(await axeViolations()).toEqual([]);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "اللغة" }), "Deutsch");
  expect(await screen.findByRole("heading", { level: 1, name: /^Gültig: .*BSc Computing/ })).toBeVisible();
  expect(document.documentElement).toHaveAttribute("dir", "ltr");
});
