/** What a return path may hold at most; see return-path.ts. */
const longestReturnPath = 2048;

/** The portal's path that brings back to `path` at an app; one so long that it would be refused loses its query, or else its path. */
export function forwardReturnPath(path: string, toPortalPath: (path: string) => string): string {
  const shorter = [path, path.split(/[?#]/, 1)[0] ?? "", ""];
  return shorter.map(toPortalPath).find((candidate) => candidate.length <= longestReturnPath) ?? "/";
}
