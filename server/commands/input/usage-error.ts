/** The command line itself is wrong: nothing was asked. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to write instead, if it is known. */
  readonly fix: string | undefined;

  constructor(problem: string, fix?: string) {
    super(problem);
    this.fix = fix;
  }
}
