/**
 * The known word that a misspelt one likely means: at most two letters added, left out or replaced, or neighbours swapped. The
 * server's own (config/nearest-name.ts) is TypeScript, which the host's Node may not run.
 */
export function nearestWord(wrong, known) {
  const [nearest] = known
    .map((word) => ({ word, steps: steps(wrong, word) }))
    .filter((one) => one.steps <= (wrong.length < 5 ? 1 : 2))
    .sort((a, b) => a.steps - b.steps);
  return nearest?.word;
}

function steps(from, to) {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row][column] = Math.min(
        rows[row - 1][column] + 1,
        rows[row][column - 1] + 1,
        rows[row - 1][column - 1] + (same ? 0 : 1),
        swapped ? rows[row - 2][column - 2] + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return rows[from.length][to.length];
}
