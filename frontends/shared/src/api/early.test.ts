import { expect, test } from "vitest";
import { askEarly } from "./early";

test("an answer that has come is taken once", async () => {
  const early = askEarly(async () => "answer");
  expect(early.takeAnswer()).toBeUndefined();
  await early.ready;
  expect(early.takeAnswer()).toBe("answer");
  expect(early.takeAnswer()).toBeUndefined();
  expect(early.take()).toBeUndefined();
});

test("the page does not wait long, and the question is not asked twice", async () => {
  let answer = (_: string) => {};
  const early = askEarly(() => new Promise<string>((resolve) => (answer = resolve)));
  await early.ready;
  expect(early.takeAnswer()).toBeUndefined();
  const taken = early.take();
  answer("late");
  expect(await taken).toBe("late");
  expect(early.take()).toBeUndefined();
  expect(early.takeAnswer()).toBeUndefined();
});

test("a failure is told to whoever takes it", async () => {
  const early = askEarly(() => Promise.reject(new Error("away")));
  await early.ready;
  expect(early.takeAnswer()).toBeUndefined();
  await expect(early.take()).rejects.toThrow("away");
});
