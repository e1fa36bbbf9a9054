import { cleanup, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { axeViolations, renderApp } from "../testing";
import { Certificate, certificateFields, displayIn } from "./Certificate";

const shown = {
  title: "Bachelor of Science",
  holderName: "Ada Lovelace",
  issuerName: "University of London",
  dates: { issued: "2026-05-04", validUntil: null },
};

test("says who was awarded what by whom and when, and is an article with both names", async () => {
  renderApp(
    <main>
      <Certificate {...shown} fields={certificateFields({ honours: true, when: "2026-05-01", at: { room: 4 } })} />
    </main>,
  );
  const article = screen.getByRole("article", { name: "Bachelor of Science Ada Lovelace" });
  expect(within(article).getByRole("heading", { level: 2, name: "Bachelor of Science" })).toBeVisible();
  expect(article).toHaveTextContent("Issued by University of London");
  expect(article).toHaveTextContent("IssuedMay 4, 2026Valid untilDoes not expire");
  expect(within(article).getByLabelText("Details")).toHaveTextContent('honoursYeswhenMay 1, 2026at{ "room": 4 }');
  expect(await axeViolations()).toEqual([]);
});

test("two fields may have the same label", () => {
  const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
  const named = [
    { name: "written", label: "Mark" },
    { name: "oral", label: "Mark" },
  ];
  renderApp(<Certificate {...shown} fields={certificateFields({ written: 1, oral: 2 }, named)} />);
  expect(screen.getByLabelText("Details")).toHaveTextContent("Mark1Mark2");
  expect(complaint).not.toHaveBeenCalled();
  complaint.mockRestore();
});

test("a type's colours and pictures, and none of them where nothing may look valid", () => {
  const design = { colour: "#ffee00", textColour: "#ffffff", background: '/pictures/a")', logo: "https://elsewhere/x" };
  const { container } = renderApp(<Certificate {...shown} design={design} />);
  const style = () => screen.getByRole("article").style;
  expect(style().getPropertyValue("--certificate")).toBe("#ffee00");
  // White on yellow cannot be read.
  expect(style().getPropertyValue("--certificate-text")).toBe("#000000");
  expect(style().getPropertyValue("--certificate-picture")).toBe('url("/pictures/a\\")")');
  expect(container.querySelector("img")).toBeNull();
  cleanup();
  renderApp(<Certificate {...shown} design={design} muted />);
  expect(style().getPropertyValue("--certificate")).toBe("");
});

test("fields come in the order of their type, with its labels, in the user's language or the type's first one", () => {
  const fields = [
    { name: "b", label: "Second" },
    { name: "missing", label: "Missing" },
    { name: "a", label: "First" },
  ];
  expect(certificateFields({ a: 1, b: 2, c: 3 }, fields)).toEqual([
    { label: "Second", value: 2 },
    { label: "First", value: 1 },
    { label: "c", value: 3 },
  ]);
  expect(displayIn([{ language: "de-CH" }, { language: "ar" }], "ar")).toEqual({ language: "ar" });
  expect(displayIn([{ language: "de-CH" }, { language: "ar" }], "de")).toEqual({ language: "de-CH" });
  expect(displayIn([{ language: "de-CH" }, { language: "ar" }], "en")).toEqual({ language: "de-CH" });
});
