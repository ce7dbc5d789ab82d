/** How a command ends, for scripts. */
export const exitCodes = {
  done: 0,
  /** It was refused or failed; the error says why. */
  failed: 1,
  /** The command line or the input has a mistake; nothing was done. */
  usage: 2,
  /** It ends or gives away something and was not confirmed; nothing was done. */
  notConfirmed: 3,
  /** The settings, the database or the portal can't be used; nothing was done. */
  unavailable: 4,
  /** By Ctrl-C: 128 and the number of the signal. */
  interrupted: 130,
} as const;
