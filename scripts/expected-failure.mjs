/** A failure whose message says all that a person needs: printed without a stack. */
export class ExpectedFailure extends Error {
  expected = true;
}
