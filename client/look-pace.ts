const longestPauseSeconds = 60;

/**
 * Which of the regular looks are left out while the portal doesn't answer: twice as many after each failure, up to a minute, and
 * not the same for every tab, so that a portal that comes back is not met by all at once.
 */
export function createLookPace(lookSeconds: number) {
  let failures = 0;
  let pause = 0;
  return {
    /** Whether the look that is due now is made. */
    take: () => pause-- <= 0,
    failed(retryAfterSeconds = 0): void {
      const seconds = Math.min(longestPauseSeconds, lookSeconds * 2 ** ++failures) * (0.5 + Math.random() / 2);
      pause = Math.ceil(Math.max(seconds, Math.min(retryAfterSeconds, longestPauseSeconds)) / lookSeconds);
    },
    /** It answered, or there is reason to think that it will: the next look is made. */
    resume(answered = false): void {
      pause = 0;
      if (answered) failures = 0;
    },
  };
}
