import { expect, it } from "vitest";
import { decideLockIsHeld, foreignLockExpirySeconds } from "./lock-owner-policy.ts";

const owner = { pid: 7, host: "here", startTime: "boot:100" };
const evidence = { host: "here", alive: true, startTime: "boot:100", ageSeconds: 1 };

it.each([
  ["the very process runs", owner, evidence, true],
  ["no such process runs", owner, { ...evidence, alive: false, startTime: undefined }, false],
  ["the pid belongs to a later process", owner, { ...evidence, startTime: "boot:200" }, false],
  ["the owner's start is unknown", { ...owner, startTime: undefined }, evidence, true],
  ["the start of the running process can't be told", owner, { ...evidence, startTime: undefined }, true],
  ["it runs here however old the file", owner, { ...evidence, ageSeconds: 1e6 }, true],
  ["another host touched it just now", owner, { ...evidence, host: "there", alive: false }, true],
  [
    "another host stopped touching it",
    owner,
    { ...evidence, host: "there", ageSeconds: foreignLockExpirySeconds },
    false,
  ],
])("%s", (_, lockOwner, seen, held) => {
  expect(decideLockIsHeld(lockOwner, seen)).toBe(held);
});
