import { expect, test } from "vitest";
import { isExactNumber, parseJson, RepeatedKeyError, readJson, TooDeepError, writeJson } from "./json";

const numbers = [
  "0",
  "-0",
  "1.10",
  "1e400",
  "-1E-400",
  "1.0",
  "100",
  "1e3",
  "0.1",
  "12345678901234567891",
  "9007199254740993",
  "0.30000000000000000004",
];

test.each(numbers)("the number %s comes back as it was written", (number) => {
  const text = `{"metadata":{"n":${number},"deep":[{"n":[${number}]}]}}`;
  expect(writeJson(parseJson(text))).toBe(text);
  expect(writeJson(readJson(text))).toBe(text);
});

/** A random generator that repeats in each run. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Any JSON, written as `writeJson` writes it. */
function anyJson(random: (below: number) => number, depth = 0): string {
  const digits = () => Array.from({ length: 1 + random(25) }, () => random(10)).join("");
  const text = () =>
    JSON.stringify(
      String.fromCodePoint(
        ...Array.from(
          { length: random(6) },
          () => [97, 34, 92, 10, 0, 233, 0x301, 0x202e, 0xd800, 0x1f600][random(10)] ?? 97,
        ),
      ),
    );
  switch (random(depth > 4 ? 4 : 6)) {
    case 0:
      return ["null", "true", "false"][random(3)] ?? "null";
    case 1:
      return text();
    case 2:
      return `${["", "-"][random(2)]}${digits().replace(/^0+(?=\d)/, "")}`;
    case 3:
      return `${["", "-"][random(2)]}0.${digits()}${["", "e5", "E+400", "e-7"][random(4)]}`;
    case 4:
      return `[${Array.from({ length: random(4) }, () => anyJson(random, depth + 1)).join(",")}]`;
    default: {
      // Integer-like keys such as "7" would be moved to the front, which is still the same object.
      const members = Array.from({ length: random(4) }, (_, index) => {
        const key = ["__proto__", "constructor", "toJSON", "isLosslessNumber"][random(12)] ?? `k${text().slice(1, -1)}`;
        return `"${key}${index === 0 ? "" : index}x":${anyJson(random, depth + 1)}`;
      });
      return `{${members.join(",")}}`;
    }
  }
}

test("any JSON comes back as it was written, 2,000 times", () => {
  const random = randomOf(20_260_504);
  for (let run = 0; run < 2_000; run += 1) {
    const text = anyJson(random);
    expect(writeJson(parseJson(text))).toBe(text);
    const answer = `{"metadata":${text}}`;
    expect(writeJson(readJson(answer))).toBe(answer);
    expect(writeJson(parseJson(writeJson(parseJson(text), 2)))).toBe(text);
  }
});

test("a key named __proto__ is data", () => {
  const text = '{"metadata":{"__proto__":"x","constructor":1.0}}';
  expect(writeJson(readJson(text))).toBe(text);
});

test.each([
  ['{"a":1,"a":2}', "a"],
  ['{"a":1,"a":1}', "a"],
  ['{"a":{"b":[{"c":null, "\\u0063" : null}]}}', "c"],
  ['{"__proto__":1,"__proto__":1}', "__proto__"],
])("%s is refused by its key", (text, key) => {
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ name: "RepeatedKeyError", key }));
});

test.each(['{"a":1,"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":["a","a"]}'])(
  "%s repeats no key",
  (text) => {
    expect(writeJson(parseJson(text))).toBe(text);
  },
);

test("invalid JSON is reported before duplicate keys", () => {
  for (const text of ["", "{", '{"a":1,"a":', "01", "[1,]", "NaN", "'a'", '{"a":1}x']) {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  }
  expect(new RepeatedKeyError("k").message).toContain('"k"');
});

test("JSON nested thousands deep is rejected instead of overflowing the stack", () => {
  expect(() => parseJson(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toThrow(TooDeepError);
});

test("a service's own counts are numbers, however they are written", () => {
  const answer = readJson('{"age":1E-05,"counts":[1.0],"payload":{"age":1.0}}') as Record<string, unknown>;
  expect(answer).toMatchObject({ age: 0.000_01, counts: [1] });
  expect(isExactNumber((answer.payload as Record<string, unknown>).age)).toBe(true);
});
