/** The scopes of a token response: separated by spaces (RFC 6749 §3.3), by commas at GitHub. */
export function splitScopes(scope: string): string[] {
  return scope.split(/[ ,]+/).filter(Boolean);
}
