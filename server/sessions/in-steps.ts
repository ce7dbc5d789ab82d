/** What one transaction ends: each session is announced by itself. */
const stepSize = 500;

/** Repeats a step that ends at most so many until it ends fewer; returns how many in all. */
export async function inSteps(step: (most: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await step(stepSize);
    total += count;
    if (count < stepSize) return total;
  }
}
