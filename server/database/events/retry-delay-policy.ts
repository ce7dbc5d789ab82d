const firstDelayMilliseconds = 100;
const longestDelayMilliseconds = 5_000;

/**
 * How long to wait before attempt n (0 = the first after the loss): doubling, at most 5 s, and spread by `random` (0 to 1)
 * so that the processes of a portal don't return to their database in step.
 */
export function decideRetryDelay(attempt: number, random: number): number {
  const delay = Math.min(longestDelayMilliseconds, firstDelayMilliseconds * 2 ** Math.min(attempt, 10));
  return Math.round(delay * (0.5 + random / 2));
}
