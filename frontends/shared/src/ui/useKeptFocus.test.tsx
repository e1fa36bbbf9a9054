import { act, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { useKeptFocus } from "./useKeptFocus";

function Page() {
  useKeptFocus();
  const [isThere, setIsThere] = useState(true);
  return (
    <main>
      <section aria-label="Queue">
        {isThere && (
          <ul>
            <li>
              <button type="button" onClick={() => setIsThere(false)}>
                Discard
              </button>
            </li>
          </ul>
        )}
      </section>
    </main>
  );
}

test("where the focused element disappears, the focus stays in its place", async () => {
  render(<Page />);
  const button = screen.getByRole("button");
  act(() => {
    button.focus();
    button.click();
  });
  expect(document.body).toHaveFocus();
  await waitFor(() => expect(screen.getByRole("region", { name: "Queue" })).toHaveFocus());
});

test("who has clicked beside everything is left there", async () => {
  render(<Page />);
  const button = screen.getByRole("button");
  act(() => {
    button.focus();
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    button.click();
  });
  await new Promise((done) => setTimeout(done, 300));
  expect(document.body).toHaveFocus();
});
