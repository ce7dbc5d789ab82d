import { describe, expect, it } from "vitest";
import type { NewStatusList } from "./status-list-store.ts";
import { createStatusPlaces } from "./status-places.ts";

function start({ fails = 0, size = 64 } = {}) {
  const clock = { ms: Date.parse("2026-11-30T12:00:00Z") };
  const lists: NewStatusList[] = [];
  let failures = fails;
  const places = createStatusPlaces({
    store: {
      async insert(list) {
        if (failures-- > 0) throw new Error("the connection broke");
        lists.push(list);
      },
    },
    ids: { make: () => `list-${lists.length}-${Math.random()}` },
    longestTokenSeconds: () => 3_600,
    size,
    nowMs: () => clock.ms,
  });
  return { clock, lists, places };
}

const hourMs = 60 * 60 * 1000;

describe("places in status lists", () => {
  it("are each given to one token, also to many that come at once", async () => {
    const { places } = start();
    const taken = await Promise.all(Array.from({ length: 200 }, () => places.take()));
    expect(new Set(taken.map(({ listId, index }) => `${listId} ${index}`)).size).toBe(200);
  });

  it("fill half a list at most, so that an index doesn't tell how many there are", async () => {
    const { lists, places } = start();
    const taken = await Promise.all(Array.from({ length: 200 }, () => places.take()));
    const counts = lists.map(({ id }) => taken.filter(({ listId }) => listId === id).length);
    expect(counts).toEqual([32, 32, 32, 32, 32, 32, 8]);
    expect(taken.every(({ index }) => index >= 0 && index < 64)).toBe(true);
  });

  it("come from one new list when many tokens come first, and from the next one after an hour", async () => {
    const { clock, lists, places } = start();
    await Promise.all([places.take(), places.take(), places.take()]);
    expect(lists).toHaveLength(1);
    clock.ms += hourMs;
    const { listId } = await places.take();
    expect(lists.map(({ id }) => id)).toEqual([expect.not.stringContaining(listId), listId]);
  });

  it("are in a list that is known for as long as the last token with one can be used", async () => {
    const { clock, lists, places } = start();
    const begun = clock.ms;
    await places.take();
    expect(lists[0]?.expiresAt.getTime()).toBeGreaterThanOrEqual(begun + hourMs + 3_600_000);
  });

  it("are not given out when their list can't be written, and again when it can", async () => {
    const { lists, places } = start({ fails: 1 });
    await expect(places.take()).rejects.toThrow("the connection broke");
    expect(await places.take()).toEqual({ listId: lists[0]?.id, index: expect.any(Number) });
  });
});
