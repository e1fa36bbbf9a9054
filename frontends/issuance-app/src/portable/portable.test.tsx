import { axeViolations, credential, problem } from "@kubecredential/shared/testing";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { quietService, renderAt, startServer } from "../testing";

const server = startServer();
const shown = credential();

beforeEach(() => {
  server.use(
    ...quietService,
    http.get(`*/api/v1/credentials/${shown.id}`, () => HttpResponse.json(shown)),
  );
});

test("a portable form is saved as the service hands it out", async () => {
  const saved: { name: string; text: Promise<string> }[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    saved.push({ name: "", text: (blob as Blob).text() });
    return "blob:one";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    const last = saved.at(-1);
    if (last) last.name = this.download;
  });
  server.use(
    http.get(
      `*/api/v1/credentials/${shown.id}/documents/vc-jwt`,
      () => new HttpResponse("eyJh.eyJi.c", { headers: { "Content-Type": "application/vc+jwt" } }),
    ),
  );
  renderAt(`/credentials/${shown.id}`);
  await userEvent.click(await screen.findByRole("button", { name: "Download: The same as a JWT" }));
  await waitFor(() => expect(saved.map(({ name }) => name)).toEqual([`${shown.id}.vc-jwt.jwt`]));
  expect(await saved[0]?.text).toBe("eyJh.eyJi.c");
  expect(await axeViolations()).toEqual([]);
});

test.each([
  ["open-badge", "Download: Open Badge 3.0", "noAddress", /This service has no public address/],
  ["png", "Download: Certificate (PNG)", "longPaper", "There is too much text for one picture. Use the PDF."],
])("what cannot be made says why (%s)", async (format, button, code, sentence) => {
  server.use(
    http.get(`*/api/v1/credentials/${shown.id}/documents/${format}`, () =>
      problem(409, { message: "The service's own sentence.", code }),
    ),
  );
  renderAt(`/credentials/${shown.id}`);
  await userEvent.click(await screen.findByRole("button", { name: button }));
  expect(await screen.findByText(sentence)).toBeInTheDocument();
});
