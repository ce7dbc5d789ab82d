import { createRemoteJWKSet, type JWTPayload } from "jose";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type PretendPortico, startPretendPortico } from "#demo/pretend-portico.ts";
import { createStatusCheck } from "./check-status.ts";

let portico: PretendPortico;
let clock: { ms: number };
let statusAt: (idx: number) => ReturnType<ReturnType<typeof createStatusCheck>>;

beforeAll(async () => {
  portico = await startPretendPortico();
});
afterAll(() => portico.close());
beforeEach(() => {
  Object.assign(portico.statusList, { ended: new Set([3, 17]), claims: {}, type: "statuslist+jwt", isDown: false });
  portico.seen.statusLists = 0;
  clock = { ms: Date.now() };
  const keys = createRemoteJWKSet(new URL(`${portico.url}/oauth2/jwks`));
  const check = createStatusCheck(portico.url, keys, () => clock.ms);
  statusAt = (idx) => check({ status: { status_list: { idx, uri: portico.statusList.uri } } } as JWTPayload);
});

it("tells tokens that ended from those that didn't, by one request", async () => {
  expect(await Promise.all([0, 3, 4, 17, 63].map(statusAt))).toEqual(["valid", "ended", "valid", "ended", "valid"]);
  expect(portico.seen.statusLists).toBe(1);
});

it("keeps a list for as long as its ttl says", async () => {
  expect(await statusAt(5)).toBe("valid");
  portico.statusList.ended.add(5);
  clock.ms += 9_999;
  expect([await statusAt(5), portico.seen.statusLists]).toEqual(["valid", 1]);
  clock.ms += 1;
  expect([await statusAt(5), portico.seen.statusLists]).toEqual(["ended", 2]);
});

it("says neither yes nor no when the list can't be had, and asks again with the next token", async () => {
  portico.statusList.isDown = true;
  expect(await statusAt(0)).toBe("unknown");
  portico.statusList.isDown = false;
  expect(await statusAt(0)).toBe("valid");
});

it.each<[string, Partial<PretendPortico["statusList"]>]>([
  ["of another type", { type: "at+jwt" }],
  ["about another address", { claims: { sub: "https://elsewhere.example/1" } }],
  ["of another issuer", { claims: { iss: "https://elsewhere.example" } }],
  ["that has expired", { claims: { exp: Math.floor(Date.now() / 1000) - 60 } }],
  ["with another size of status", { claims: { status_list: { bits: 2, lst: "eNpjAAAAAQAB" } } }],
])("doesn't believe a list %s", async (_what, change) => {
  Object.assign(portico.statusList, change);
  expect(await statusAt(0)).toBe("unknown");
});
