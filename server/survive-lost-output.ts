/**
 * Keeps the portal serving when the reader of its output is gone: a log collector that restarts, a closed terminal.
 *
 * Without it the first line to a closed pipe is an uncaught EPIPE, which Next's handler reports on the same pipe, and so on:
 * the process spins, answers nothing, and not even SIGTERM gets through.
 */
export function surviveLostOutput(streams: readonly NodeJS.EventEmitter[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) stream.on("error", () => undefined);
}
