const longestValue = 300;
const mostClaims = 100;

/** Claims for people to read: JSON, cut, bounded in number. */
export function saidClaims(claims: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(claims ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .slice(0, mostClaims)
    .map(([name, value]) => [cut(name), cut(typeof value === "string" ? value : JSON.stringify(value))]);
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue).toWellFormed()}…` : text;
}
