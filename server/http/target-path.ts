/** The path of a request's target, without the query. */
export function targetPath(target = ""): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}
