import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { readJson } from "../json";
import { credential, renderApp } from "../testing";
import { CredentialCard } from "./CredentialCard";
import { JsonText } from "./Name";

test("the card isolates every text from outside", () => {
  const turning = (text: string) => `\u202E${text}`;
  renderApp(
    <CredentialCard
      credential={credential({
        holderName: turning("holder"),
        credentialType: turning("type"),
        issuerName: turning("issuer"),
        metadata: { [turning("key")]: turning("value"), nested: { [turning("inner")]: turning("text") } },
      })}
    />,
  );
  for (const text of ["holder", "type", "issuer", "key", "value", '"\u202Einner"', '"\u202Etext"']) {
    const shown = screen.getByText(text.includes("\u202E") ? text : turning(text));
    expect(shown.tagName).toBe("BDI");
  }
});

test("the card shows numbers unchanged", () => {
  const metadata = (
    readJson('{"metadata":{"student":12345678901234567891,"grade":1.10,"nested":{"n":-0}}}') as object & {
      metadata: Record<string, unknown>;
    }
  ).metadata;
  renderApp(<CredentialCard credential={credential({ metadata })} />);
  expect(screen.getByText("12345678901234567891")).toBeInTheDocument();
  expect(screen.getByText("1.10")).toBeInTheDocument();
  expect(document.querySelector("pre")).toHaveTextContent('{ "n": -0 }');
});

test("JSON shows as it is written, quotes and escapes included", () => {
  renderApp(<JsonText value={{ 'a"b': ["c\nd", true] }} />);
  expect(document.body).toHaveTextContent('{ "a\\"b": [ "c\\nd", true ] }');
});
