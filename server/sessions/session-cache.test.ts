import { expect, it } from "vitest";
import { SessionCache } from "./session-cache.ts";
import type { SessionRecord } from "./session-record.ts";

const recordOf = (id: string) => ({ session: { id, userId: "ada" } }) as unknown as SessionRecord;
const end = "the same end of forty characters exactly";

it("knows a session by its whole cookie, not by the end that it is looked up by", () => {
  const cache = new SessionCache(10);
  const record = recordOf("one");
  cache.set(`sealed ${end}`, record);
  expect(cache.get(`sealed ${end}`)).toBe(record);
  expect(cache.get(`forged ${end}`)).toBeUndefined();
  expect(cache.get(end)).toBeUndefined();
});

it("forgets every cookie of a session", () => {
  const cache = new SessionCache(10);
  cache.set("first cookie", recordOf("one"));
  cache.set("second cookie", recordOf("one"));
  cache.set("another's cookie", recordOf("two"));
  cache.evict("one");
  expect(cache.get("first cookie")).toBeUndefined();
  expect(cache.get("second cookie")).toBeUndefined();
  expect(cache.getById("one")).toBeUndefined();
  expect(cache.get("another's cookie")?.session.id).toBe("two");
});

it("keeps no more than its capacity, and lets the oldest go", () => {
  const cache = new SessionCache(2);
  for (const name of ["one", "two", "three"]) cache.set(`cookie ${name}`, recordOf(name));
  expect(cache.get("cookie one")).toBeUndefined();
  expect(cache.get("cookie three")?.session.id).toBe("three");
});
