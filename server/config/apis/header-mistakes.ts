import type { ApiConfig } from "./api-schema.ts";

export interface HeaderMistake {
  field: "requestHeaders" | "responseHeaders";
  problem: string;
  fix: string;
}

/** RFC 9110 §5.6.2, without the star, because a star here is meant as a pattern. */
const headerName = /^[A-Za-z0-9!#$%&'+.^_`|~-]+$/;
/** RFC 9110 §5.5. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that can't be sent with a request, and names that no header of an answer can have. Values are not repeated, because they may be secret. */
export function headerMistakes({ requestHeaders, responseHeaders }: ApiConfig): HeaderMistake[] {
  const named = Object.keys(requestHeaders);
  const returned = [...(responseHeaders.allow ?? []), ...(responseHeaders.deny ?? [])];
  return [
    ...nameMistakes("requestHeaders", named),
    ...repeated(named).map((name) => ({
      field: "requestHeaders" as const,
      problem: `“${name}” is listed twice: names are the same in upper and lower case.`,
      fix: "Keep one of them.",
    })),
    ...named.filter((name) => !headerValue.test(requestHeaders[name] ?? "")).map(unsendable),
    ...nameMistakes("responseHeaders", returned),
  ];
}

function nameMistakes(field: HeaderMistake["field"], names: readonly string[]): HeaderMistake[] {
  return names
    .filter((name) => !headerName.test(name))
    .map((name) => ({
      field,
      problem: `“${JSON.stringify(name).slice(1, -1)}” is no header's name.`,
      fix: "Write names in full, of letters, digits and dashes: X-Api-Key.",
    }));
}

function repeated(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  return names.filter((_, index) => lower.indexOf(lower[index] ?? "") < index);
}

function unsendable(name: string): HeaderMistake {
  return {
    field: "requestHeaders",
    problem: `The value of “${name}” has a line break or another character that no header carries.`,
    fix: "Leave it out (what is read from a file may end in a line break), or encode the value as the API expects.",
  };
}
