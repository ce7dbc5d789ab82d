import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * The claims of SECURITY.md with the tests that each names: `[{ claim, proofs: [{ file, titles }] }]`.
 *
 * A row is `| claim | proof |`. A proof is `file.test.ts`, with "titles" behind it; "same" is the first file of the row above.
 */
export function readClaims(markdown) {
  const claims = [];
  let first;
  for (const line of markdown.split("\n")) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    if (cells.length !== 4 || cells[1] === "claim" || /^-+$/.test(cells[1])) continue;
    const proofs = readProofs(cells[2], first);
    first = proofs[0]?.file ?? first;
    claims.push({ claim: cells[1], proofs });
  }
  return claims;
}

function readProofs(cell, above) {
  const proofs = [];
  for (const [, path, same, title] of cell.matchAll(/`([^`]+\.test\.(?:ts|tsx|mjs))`|\b(same)\b|["“]([^"”]+)["”]/g)) {
    if (title !== undefined) proofs.at(-1)?.titles.push(title.replace(/\s*…$/, ""));
    else if (same) proofs.push({ file: above, titles: [] });
    else proofs.push({ file: fileOf(path), titles: [] });
  }
  return proofs;
}

/** As the page says: under tests/ unless a path is given. */
function fileOf(path) {
  return /^(flow|security|e2e|contract|conformance)\//.test(path) ? `tests/${path}` : path;
}

/** What is wrong with the claims without running anything: no proof, a missing file, a title that isn't in its file. */
export function claimMistakes(claims, root) {
  return claims.flatMap(({ claim, proofs }) => {
    if (proofs.length === 0) return [`“${claim}” names no test`];
    return proofs.flatMap(({ file, titles }) => {
      if (!file || !existsSync(join(root, file))) return [`“${claim}” names ${file}, which doesn't exist`];
      const source = readFileSync(join(root, file), "utf8");
      return titles
        .filter((title) => !source.includes(title))
        .map((title) => `“${claim}” names “${title}”, which isn't in ${file}`);
    });
  });
}

/** The claims that this run did not prove. `results`: `[{ file, name, passed }]`, a test each, by path from the root. */
export function unprovenClaims(claims, results) {
  return claims.flatMap(({ claim, proofs }) =>
    proofs.flatMap(({ file, titles }) => {
      const tests = results.filter((result) => result.file === file);
      if (!tests.some(({ passed }) => passed)) return [`“${claim}”: no test of ${file} passed`];
      const failed = tests.filter(({ passed, name }) => !passed && (titles.length === 0 || includesOne(name, titles)));
      if (failed.length > 0) return [`“${claim}”: “${failed[0].name}” of ${file} didn't pass`];
      return titles
        .filter((title) => !tests.some(({ name, passed }) => passed && name.includes(title)))
        .map((title) => `“${claim}”: no test “${title}” of ${file} passed`);
    }),
  );
}

function includesOne(name, titles) {
  return titles.some((title) => name.includes(title));
}

/** The tests of a vitest JSON report. */
export function vitestResults(report, root) {
  return report.testResults.flatMap(({ name: path, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      file: relative(root, path),
      name: fullName,
      passed: status === "passed",
    })),
  );
}

/** The tests of a Playwright JSON report; its paths are relative to `folder`. */
export function playwrightResults(report, folder) {
  const walk = (suite, path) => [
    ...(suite.suites ?? []).flatMap((inner) => walk(inner, [...path, inner.title])),
    ...(suite.specs ?? []).map(({ file, title, ok }) => ({
      file: join(folder, file),
      name: [...path, title].join(" "),
      passed: ok,
    })),
  ];
  return report.suites.flatMap((suite) => walk(suite, []));
}
