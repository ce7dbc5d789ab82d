/** What an app has to be told, as copy-paste settings show it. */
export interface ConnectFacts {
  issuer: string;
  clientId: string;
  /** `undefined` for a client without one. A word in its place where the secret isn't shown any more. */
  clientSecret: string | undefined;
  redirectUri: string;
  scopes: readonly string[];
  resource: string | undefined;
}

export interface ConnectSnippet {
  id: string;
  /** The library's or tool's own name. */
  title: string;
  code: string;
}

/** A string of JSON is one of JavaScript, Go, Python and YAML too. */
export const quoted = (value: string) => JSON.stringify(value);

/** In single quotes of a shell. */
export const shellQuoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;

export const scopeOf = ({ scopes }: ConnectFacts) => scopes.join(" ");
