import { inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { encodeStatusList } from "./status-list-token.ts";

it("packs statuses as the specification's example does (draft-ietf-oauth-status-list-21 §4.1)", () => {
  const ended = [0, 3, 4, 5, 7, 8, 9, 13, 15];
  const { bits, lst } = encodeStatusList(16, ended);
  expect([bits, lst]).toEqual([1, "eNrbuRgAAhcBXQ"]);
  expect([...inflateSync(Buffer.from(lst, "base64url"))]).toEqual([0xb9, 0xa3]);
});

it("stays small: a quarter of a million places of which a thousand ended", () => {
  const ended = Array.from({ length: 1_000 }, (_, n) => (n * 2_654_435_761) % 2 ** 18);
  expect(encodeStatusList(2 ** 18, ended).lst.length).toBeLessThan(6_000);
  expect(encodeStatusList(2 ** 18, []).lst.length).toBeLessThan(100);
});
