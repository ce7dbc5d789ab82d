/**
 * Flags of the server's Node.
 *
 * A small young generation: a proxy's memory is garbage after a millisecond, so a collection costs next to nothing however
 * often it comes. With the default size it comes so rarely that the buffers of large bodies pile up until V8 looks through
 * the whole heap instead (measured with 100 kB bodies: every 200 calls rather than every 1,000).
 *
 * No pretenuring: V8 sees at the start that what a server makes stays, and from then on puts what the same lines make for each
 * call among the old objects (measured: 100 bytes of each call).
 *
 * A heap that may grow to 128 MB before V8 looks through all of it: what a portal keeps is some 45 MB, and searching them every
 * few seconds was what the slowest calls waited for.
 */
export const serverFlags = [
  "--max-semi-space-size=8",
  "--no-allocation-site-pretenuring",
  "--initial-old-space-size=128",
];
