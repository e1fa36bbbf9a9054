import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ApiError, UnreachableError } from "../api/errors";
import { axeViolations, credential, renderApp } from "../testing";
import { sharedTexts } from "../texts";
import { AppBrand, AppFrame } from "./AppFrame";
import { CredentialCard } from "./CredentialCard";
import { ErrorAlert } from "./Feedback";

const frame = (
  <AppFrame
    brand={(className) => (
      <a href="/" className={className}>
        <AppBrand app="Test" logo="/logo.svg" />
      </a>
    )}
    links={<a href="/a">A</a>}
    path="/"
    footer={<a href="/reference">Reference</a>}
  >
    <h1>Page</h1>
  </AppFrame>
);

test("the frame has landmarks, a skip link, and no axe violations", async () => {
  renderApp(frame);
  expect(screen.getByRole("banner")).toBeInTheDocument();
  expect(screen.getByRole("navigation", { name: "Main" })).toBeInTheDocument();
  expect(screen.getByRole("contentinfo")).toContainElement(screen.getByRole("link", { name: "Reference" }));
  expect(screen.getByRole("link", { name: "Skip to content" })).toHaveAttribute(
    "href",
    `#${screen.getByRole("main").id}`,
  );
  expect(await axeViolations()).toEqual([]);
});

test("light and dark switch and are remembered", async () => {
  renderApp(frame);
  await userEvent.click(screen.getByRole("button", { name: "Switch to dark mode" }));
  expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "dark");
  expect(localStorage.getItem("mantine-color-scheme-value")).toBe("dark");
  await userEvent.click(screen.getByRole("button", { name: "Switch to light mode" }));
  expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "light");
});

test("the language switches everywhere and is remembered", async () => {
  const { unmount } = renderApp(frame);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
  expect(screen.getByRole("link", { name: "Zum Inhalt springen" })).toBeInTheDocument();
  expect(document.documentElement.lang).toBe("de");
  unmount();
  renderApp(frame);
  expect(screen.getByRole("link", { name: "Zum Inhalt springen" })).toBeInTheDocument();
});

test("an unavailable API can be retried", async () => {
  const retry = vi.fn();
  renderApp(<ErrorAlert error={new UnreachableError("no")} onRetry={retry} />);
  expect(screen.getByRole("alert")).toHaveTextContent(sharedTexts.en.errors.unreachableTitle);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("without a network, the message is about this device", () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  renderApp(<ErrorAlert error={new UnreachableError("no")} />);
  expect(screen.getByRole("alert")).toHaveTextContent("You are offline");
  vi.restoreAllMocks();
});

test("an overloaded service shows how long to wait and the trace ID", () => {
  renderApp(<ErrorAlert error={new ApiError(503, { title: "Overloaded", traceId: "4bf92f35" }, 3)} />);
  expect(screen.getByRole("alert")).toHaveTextContent("Try again in 3 seconds.");
  expect(screen.getByRole("alert")).toHaveTextContent("4bf92f35");
});

test("an error without a problem document names the HTTP status, in the reader's language", () => {
  renderApp(<ErrorAlert error={new ApiError(404, null)} />);
  expect(screen.getByRole("alert")).toHaveTextContent("The service answered with HTTP status 404.");
});

test("the credential card shows markup as text and nested metadata as JSON", async () => {
  renderApp(
    <main>
      <CredentialCard
        credential={credential({
          holderName: "<img src=x onerror=alert(1)>",
          expiryDate: "2020-01-31",
          metadata: { grade: "A", courses: { major: "CS" } },
        })}
      />
    </main>,
  );
  expect(screen.getByRole("heading", { name: "<img src=x onerror=alert(1)>" })).toBeInTheDocument();
  expect(document.querySelector("img")).toBeNull();
  expect(screen.getByText("Expired")).toBeInTheDocument();
  expect(screen.getByText("January 31, 2020")).toBeInTheDocument();
  expect(document.querySelector("pre")).toHaveTextContent('"major": "CS"');
  expect(await axeViolations()).toEqual([]);
});
