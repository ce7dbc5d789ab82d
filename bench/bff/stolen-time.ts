import { readFileSync } from "node:fs";

/**
 * How long the host has taken the cores away so far, in hundredths of a second (`steal` in proc(5)). What was measured while it
 * grew says more about the host than about a contestant.
 */
export function stolenTicks(): number {
  const [total = ""] = readFileSync("/proc/stat", "latin1").split("\n", 1);
  return Number(total.trim().split(/\s+/)[8]);
}
