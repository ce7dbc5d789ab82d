/** What a program and a person are told for each code. `status` is the HTTP status; `title` the problem+json title. */
export interface ErrorEntry {
  status: number;
  title: string;
  /** What happened, for a person. */
  cause: string;
  /** What to do next, for a person. */
  nextStep: string;
}
