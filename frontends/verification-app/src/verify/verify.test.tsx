import type { Credential } from "@kubecredential/shared";
import { axeViolations, credential, problem, startServer } from "@kubecredential/shared/testing";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { renderAt } from "../testing";

const server = startServer();
const known = credential();
let asked: unknown[];

beforeEach(() => {
  asked = [];
});

function answerWith(...answers: (() => Response)[]) {
  server.use(
    http.post("*/api/v1/credentials/verify", async ({ request }) => {
      asked.push(await request.json());
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      return answer?.() ?? HttpResponse.error();
    }),
  );
}

const found = (isValid: boolean, found: Credential = known, message = "…") =>
  HttpResponse.json({
    success: true,
    message,
    credential: found,
    workerId: "worker-v",
    timestamp: "2026-05-05T10:00:00Z",
    isValid,
  });
const notFound = () =>
  problem(404, { title: "Not Found", isValid: false, workerId: "worker-v", timestamp: "2026-05-05T10:00:00Z" });

const verdict = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name });
const check = (name: string) => {
  const entry = within(screen.getByRole("list", { name: "What was checked" }))
    .getByText(name)
    .closest("li");
  return within(entry as HTMLElement)
    .getByRole("img")
    .getAttribute("aria-label");
};

describe("a verdict", () => {
  test("valid: a sentence, its checks, worker and credential", async () => {
    answerWith(() => found(true));
    renderAt(`/v/${known.id}`);
    const sentence = await verdict("This credential is valid");
    expect(screen.getByRole("status")).toContainElement(sentence);
    expect(asked).toEqual([{ id: known.id }]);
    expect(check("Known to this verifier")).toBe("Passed");
    expect(check("Not expired")).toBe("Passed");
    expect(check("Issued by")).toBe("Passed");
    expect(screen.getByText(/by worker-v/)).toBeInTheDocument();
    expect(screen.getByRole("article", { name: /Ada Lovelace/ })).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
  });

  test("expired by the verifier's clock: says since when", async () => {
    answerWith(() => found(false, credential({ expiryDate: "2026-05-04" })));
    renderAt(`/v/${known.id}`);
    await verdict("This credential has expired");
    expect(
      screen.getByText(/was valid until May 4, 2026\.$/, { selector: "div > p:nth-of-type(1)" }),
    ).toBeInTheDocument();
    expect(check("Not expired")).toBe("Failed");
    expect(await axeViolations()).toEqual([]);
  });

  test("not valid for another reason: gives the verifier's own words", async () => {
    answerWith(() => found(false, known, "It was revoked."));
    renderAt(`/v/${known.id}`);
    await verdict("This credential is not valid");
    expect(check("Nothing speaks against it")).toBe("Failed");
    expect(screen.getAllByText("It was revoked.")).not.toHaveLength(0);
  });

  test("not known becomes valid by itself when the event arrives", async () => {
    answerWith(notFound, () => found(true));
    renderAt(`/v/${known.id}`);
    await verdict("This credential is not known here");
    expect(screen.getByText(/reach this verifier by synchronisation/)).toBeInTheDocument();
    expect(screen.getByText(/Checking again by itself for another \d+ seconds/)).toBeInTheDocument();
    expect(check("Known to this verifier")).toBe("Failed");
    expect(check("Not expired")).toBe("Could not be checked");
    expect(await axeViolations()).toEqual([]);
    expect(await screen.findByRole("heading", { name: "This credential is valid" })).toBeInTheDocument();
    expect(asked).toHaveLength(2);
    expect(screen.queryByText(/Checking again by itself/)).not.toBeInTheDocument();
  });

  test("a text that cannot be an id is not waited for", async () => {
    answerWith(notFound);
    renderAt("/v/nonsense");
    await verdict("This credential is not known here");
    expect(screen.getByText(/does not have the form of a credential id/)).toBeInTheDocument();
    expect(screen.queryByText(/Checking again by itself/)).not.toBeInTheDocument();
  });

  test("checking again asks again", async () => {
    answerWith(
      () => found(true),
      () => found(false, credential({ expiryDate: "2026-05-04" })),
    );
    renderAt(`/v/${known.id}`);
    await verdict("This credential is valid");
    await userEvent.click(screen.getByRole("button", { name: "Check again" }));
    expect(await verdict("This credential has expired")).toBeInTheDocument();
  });

  test("a verifier that is away gives no verdict, and can be tried again", async () => {
    answerWith(
      () => new HttpResponse("", { status: 500 }),
      () => found(true),
    );
    renderAt(`/v/${known.id}`);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The service cannot be reached");
    expect(await verdict("This could not be checked")).toBeInTheDocument();
    expect(await axeViolations()).toEqual([]);
    await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await verdict("This credential is valid")).toBeInTheDocument();
  });

  test("a 404 of somebody else is not a verdict", async () => {
    answerWith(() => new HttpResponse("<html>", { status: 404 }));
    renderAt(`/v/${known.id}`);
    expect(await screen.findByRole("alert")).toBeInTheDocument();
    expect(screen.queryByText(/not known here/)).not.toBeInTheDocument();
  });
});

describe("the box", () => {
  test.each([
    ["an id", known.id, "This is a credential id."],
    ["a link", `http://localhost:3003/v/${known.id}`, "This is a link to a credential."],
    ["JSON", JSON.stringify(known), "This is a credential as JSON; its id will be checked."],
  ])("understands %s and verifies on Enter", async (_, input, recognised) => {
    answerWith(() => found(true));
    const router = renderAt("/");
    const box = await screen.findByRole("textbox", { name: "Credential id, link or JSON" });
    await userEvent.click(box);
    await userEvent.paste(input);
    expect(screen.getByText(recognised)).toBeInTheDocument();
    await userEvent.keyboard("{Enter}");
    await verdict("This credential is valid");
    expect(router.state.location.pathname).toBe(`/v/${known.id}`);
    expect(asked).toEqual([{ id: known.id }]);
  });

  test("says what is wrong with other texts, and asks nobody", async () => {
    renderAt("/");
    const box = await screen.findByRole("textbox");
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    expect(screen.getByText("Enter an id, a link or a credential first.")).toBeInTheDocument();
    await userEvent.click(box);
    await userEvent.paste('{"name": "Ada"}');
    await userEvent.click(screen.getByRole("button", { name: "Verify" }));
    expect(screen.getByText("This JSON has no credential id in it.")).toBeInTheDocument();
    expect(box).toBeInvalid();
    expect(await axeViolations()).toEqual([]);
  });
});

describe("the history", () => {
  test("keeps the latest verdict for each credential, and can be cleared", async () => {
    answerWith(() => found(true));
    const router = renderAt(`/v/${known.id}`);
    await verdict("This credential is valid");
    await userEvent.click(screen.getByRole("button", { name: "Check again" }));
    await expect.poll(() => asked.length).toBe(2);

    await userEvent.click(screen.getByRole("link", { name: "History" }));
    const list = await screen.findByRole("list", { name: "History" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    expect(within(list).getByText("Valid")).toBeInTheDocument();
    expect(within(list).getByRole("link", { name: "Ada Lovelace" })).toHaveAttribute("href", `/v/${known.id}`);
    expect(await axeViolations()).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: "Clear history" }));
    expect(await screen.findByText("No checks yet")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(localStorage.getItem("kubecredential.checks")).toBeNull();
    await router.navigate({ to: "/" });
    expect(screen.queryByText("Ada Lovelace")).not.toBeInTheDocument();
  });

  test("one entry can be removed", async () => {
    const entry = { id: "a", kind: "valid", holderName: "Ada", credentialType: "T", checkedAt: "2026-05-05T10:00:00Z" };
    localStorage.setItem("kubecredential.checks", JSON.stringify([entry, { ...entry, id: "b", holderName: "Bob" }]));
    renderAt("/history");
    await userEvent.click(await screen.findByRole("button", { name: "Remove Ada from the history" }));
    expect(screen.queryByText("Ada")).not.toBeInTheDocument();
    expect(screen.getByText("Bob")).toBeInTheDocument();
  });

  test.each(["{", '"text"', '[null, 1, {"id": 7}]'])("survives %s in the browser's storage", async (stored) => {
    localStorage.setItem("kubecredential.checks", stored);
    renderAt("/history");
    expect(await screen.findByText("No checks yet")).toBeInTheDocument();
  });
});
