import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU time of a process with all its threads so far, in milliseconds. From the scheduler's nanoseconds, because
 * /proc/<pid>/stat counts in ticks of 10 ms. A thread that has ended is missing, so take differences of short spans only.
 */
export function cpuMilliseconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [spent = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1);
    nanoseconds += Number(spent);
  }
  return nanoseconds / 1_000_000;
}
