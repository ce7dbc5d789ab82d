/** This process does nothing for that long, as one that is starved or was suspended: its timers run late, its sockets fill. */
export function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
