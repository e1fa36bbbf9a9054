import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CredentialStatus } from "./api/client";
import { standingOf, statusLooks } from "./status";
import { axeViolations, credential, renderApp, status } from "./testing";
import { sharedTexts } from "./texts";
import { CredentialCard } from "./ui/CredentialCard";
import { StatusBadge } from "./ui/StatusBadge";

const now = new Date("2026-05-04T12:00:00Z");
const later = { since: "2026-05-05T00:00:00Z", supersededBy: "b" };

test.each([
  ["active", status("active"), {}, "active"],
  ["its last day", status("active"), { expiryDate: "2026-05-04" }, "active"],
  ["the day after", status("active"), { expiryDate: "2026-05-03" }, "expired"],
  ["its first day", status("active"), { validFrom: "2026-05-04" }, "active"],
  ["the day before", status("active"), { validFrom: "2026-05-05" }, "notYetValid"],
  ["revoked and expired", status("revoked"), { expiryDate: "2026-05-03" }, "revoked"],
  ["suspended before it begins", status("suspended"), { validFrom: "2026-05-05" }, "suspended"],
  ["replaced at once", status("superseded", { since: "2026-05-04T11:00:00Z" }), {}, "superseded"],
  ["replaced tomorrow", status("superseded", later), { expiryDate: "2026-05-04" }, "renewed"],
  ["replaced tomorrow, expired before", status("superseded", later), { expiryDate: "2026-05-03" }, "expired"],
  ["erased", status("erased"), {}, "erased"],
] as [string, CredentialStatus, object, string][])("%s", (_, given, dates, standing) => {
  expect(standingOf(given, dates, now)).toBe(standing);
});

test("every standing has an icon and a word of its own, so that no colour speaks alone", () => {
  const words = Object.entries(sharedTexts.en.status.standings);
  expect(new Set(words.map(([, word]) => word)).size).toBe(words.length);
  const icons = words.map(([standing]) => statusLooks[standing as keyof typeof statusLooks].Icon);
  // A renewed credential is on its way to being a replaced one.
  expect(new Set(icons).size).toBe(icons.length - 1);
});

test("the card shows the status with its day and public reason, and from when it is valid", async () => {
  renderApp(
    <main>
      <CredentialCard
        credential={credential({ validFrom: "2026-06-01" })}
        status={status("suspended", { reason: "nonPayment" })}
      />
    </main>,
  );
  expect(screen.getByText("Suspended")).toBeInTheDocument();
  expect(screen.getByText("Suspended. Since May 4, 2026. Reason: Fee not paid.")).toBeInTheDocument();
  expect(screen.getByText("Valid from").nextSibling).toHaveTextContent("June 1, 2026");
  expect(await axeViolations()).toEqual([]);
});

test("a state or reason of a later version is shown by its name", () => {
  const unknown = { state: "paused", reason: "moon", since: "2026-05-04T10:00:00Z" } as unknown as CredentialStatus;
  renderApp(<CredentialCard credential={credential()} status={unknown} />);
  expect(screen.getByText("paused. May 4, 2026. Reason: moon.")).toBeInTheDocument();
});

test("the badge has an icon beside its word", () => {
  renderApp(<StatusBadge standing="revoked" />);
  expect(screen.getByText("Revoked").closest(".mantine-Badge-root")?.querySelector("svg")).not.toBeNull();
});

test("the first valid day is not shown beside the same day of issue", () => {
  const { issueDate } = credential();
  renderApp(<CredentialCard credential={credential({ validFrom: issueDate })} />);
  expect(screen.queryByText("Valid from")).not.toBeInTheDocument();
});
