/**
 * Whether all that `npm ci` complains of is entries that the lock lacks, and not one that contradicts package.json: a package
 * listed there in another version is a mistake that installing must not paper over.
 */
export function lacksOnlyEntries(output) {
  const complaints = output.split("\n").filter((line) => /^npm (error|ERR!) (Missing|Invalid): /.test(line));
  return complaints.length > 0 && complaints.every((line) => / Missing: .* from lock file/.test(line));
}
