import { expect, test } from "vitest";
import { parseSearch, stringifySearch } from "./search";

test.each(["12345678901234567891", "1.10", "true", "null", '"quoted"', "a b&c=d", "Zoë", "[1]"])(
  "%s is a text in a URL",
  (holder) => {
    expect(parseSearch(stringifySearch({ holder }))).toEqual({ holder });
    expect(parseSearch(`?holder=${encodeURIComponent(holder)}`)).toEqual({ holder });
  },
);

test("missing values are not written", () => {
  expect(stringifySearch({ holder: undefined })).toBe("");
});
