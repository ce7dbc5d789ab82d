/** Pages whose address names one authorization request or one invitation; that name opens what is stored of it. */
const ofRequest = /^(\/(?:consent|oauth2\/authorize|invitation)\/)[^/]+/;

/** A path as it may stand in the log. */
export function loggedPath(path: string | undefined): string | undefined {
  return path?.replace(ofRequest, "$1…");
}
