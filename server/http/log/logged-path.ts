/** Pages whose address names one authorization request; that name opens what is stored of it. */
const ofRequest = /^(\/(?:consent|oauth2\/authorize)\/)[^/]+/;

/** A path as it may stand in the log. */
export function loggedPath(path: string | undefined): string | undefined {
  return path?.replace(ofRequest, "$1…");
}
