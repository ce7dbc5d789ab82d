import { expect, it } from "vitest";
import { derivedFrom } from "./derived-from.ts";

it("makes a value when it is first asked for, and again only after an entry changed", () => {
  let list: readonly string[] = ["a", "b"];
  let made = 0;
  const joined = derivedFrom({ list: () => list }, (entries: readonly string[]) => {
    made++;
    return entries.join(" ");
  });
  expect(made).toBe(0);
  expect([joined(), joined(), made]).toEqual(["a b", "a b", 1]);
  list = ["a"];
  expect([joined(), joined(), made]).toEqual(["a", "a", 2]);
});
