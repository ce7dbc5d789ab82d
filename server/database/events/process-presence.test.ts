import { expect, it } from "vitest";
import { createProcessPresence, steadyId } from "./process-presence.ts";

/** Whether the other process is there at each look, as the database says; it may also fail to say. */
function lookingAt(...looks: (boolean | Error)[]) {
  return createProcessPresence({
    graceMilliseconds: 1,
    connected: async () => [],
    async isConnected() {
      const found = looks.shift();
      if (found === undefined) throw new Error("looked for too often");
      if (found instanceof Error) throw found;
      return found;
    },
  });
}

it.each([
  ["is there", [true], false],
  ["is missed once and there again after the grace", [false, true], false],
  ["is missed twice", [false, false], true],
  ["can't be looked for", [new Error("no connection")], false],
  ["is missed, and can't be looked for then", [false, new Error("no connection")], false],
])("takes a process for ended or not that %s", async (_, looks, ended) => {
  expect(await lookingAt(...looks).hasEnded("another")).toBe(ended);
});

it("never takes itself for ended", async () => {
  const presence = lookingAt();
  expect(await presence.hasEnded(presence.processId)).toBe(false);
});

it("is never taken for ended while it isn't listening, because nothing shows whether it lives", async () => {
  let listening = false;
  const connected = async () => [];
  const here = createProcessPresence({ isListening: () => listening, isConnected: async () => true, connected });
  const unseen = here.processId;
  expect(await lookingAt(false, false).hasEnded(unseen)).toBe(false);
  expect(await here.hasEnded(unseen)).toBe(false);
  listening = true;
  expect(here.processId).toBe(here.ownId);
  expect([steadyId(unseen), steadyId(here.ownId)]).toEqual([here.ownId, here.ownId]);
  expect(await lookingAt(false, false).hasEnded(here.processId)).toBe(true);
});
