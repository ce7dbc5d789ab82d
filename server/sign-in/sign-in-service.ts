/** What the pages and the Auth.js route need from sign-in. Implemented in this folder; wired in compose.ts. */
export interface SignInService {
  /** Providers in the order of the settings, with whether they can be used right now. */
  listProviders(): readonly SignInOption[];
  /**
   * Runs one request under /api/auth/ through Auth.js.
   *
   * Auth.js lives in Next's bundle, so the route hands in what only the bundle can make; everything around it (which
   * routes exist, transaction cookies, verification, session) is ours and runs natively.
   */
  handleAuthRequest(request: Request, bundled: BundledAuth): Promise<Response>;
}

export interface SignInOption {
  id: string;
  name: string;
  brand: "google" | "microsoft" | "github" | "generic";
  /** Set when the provider is switched off, e.g. its discovery names another issuer. */
  disabledReason: string | undefined;
}

/** Made in app/api/auth/[...nextauth]/route.ts. */
export interface BundledAuth {
  /** Runs Auth.js with a configuration: `(config) => NextAuth(config).handlers`. */
  run(request: Request, config: unknown): Promise<Response>;
  /** Auth.js's `customFetch` symbol of the bundled copy: a symbol made in another copy would not match. */
  customFetch: symbol;
}
