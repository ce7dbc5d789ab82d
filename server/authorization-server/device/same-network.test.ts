import { expect, it } from "vitest";
import { sameNetwork } from "./same-network.ts";

it.each([
  ["203.0.113.7", "203.0.113.7", true],
  ["203.0.113.7", "203.0.113.8", false],
  ["2001:db8:1:2::5", "2001:db8:1:2:ffff::9", true],
  ["2001:db8:1:2::5", "2001:db8:1:3::5", false],
  ["127.0.0.1", "::1", true],
  ["203.0.113.7", "2001:db8::1", false],
  ["2001:db8::1", "203.0.113.7", false],
  ["203.0.113.7", undefined, false],
  [undefined, undefined, false],
  ["", "", false],
  ["no address", "another", false],
])("takes %s and %s for one network: %s", (one, other, same) => {
  expect(sameNetwork(one, other)).toBe(same);
});
