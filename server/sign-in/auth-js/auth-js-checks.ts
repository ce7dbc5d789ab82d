import { decode, encode } from "next-auth/jwt";
import { AppError } from "#server/errors/app-error.ts";

/** What Auth.js made up for one authorization request. */
export interface AuthJsChecks {
  codeVerifier: string;
  nonce: string | undefined;
}

const lifetimeSeconds = 15 * 60;

/**
 * Reads what Auth.js put into its cookies when a sign-in starts, and makes the same cookies again for its callback.
 *
 * Auth.js encrypts each with its name as salt and holds `{ value, provider }`; read in @auth/core 0.41.
 */
export function createAuthJsChecks(secrets: string[], secure: boolean) {
  const prefix = secure ? "__Secure-authjs." : "authjs.";
  const names = { verifier: `${prefix}pkce.code_verifier`, state: `${prefix}state`, nonce: `${prefix}nonce` };

  const wrap = async (name: string, value: string, provider: string) =>
    `${name}=${await encode({ secret: secrets, salt: name, token: { value, provider }, maxAge: lifetimeSeconds })}`;

  async function unwrap(setCookies: readonly string[], name: string): Promise<string | undefined> {
    const found = setCookies.find((cookie) => cookie.startsWith(`${name}=`));
    const token = found?.slice(name.length + 1).split(";", 1)[0];
    if (!token) return undefined;
    const payload = await decode({ secret: secrets, salt: name, token });
    return typeof payload?.["value"] === "string" ? payload["value"] : undefined;
  }

  return {
    async read(setCookies: readonly string[]): Promise<AuthJsChecks> {
      const codeVerifier = await unwrap(setCookies, names.verifier);
      // Every provider has the PKCE check on; without a verifier something was configured away.
      if (!codeVerifier) throw new AppError("internal_error", { detail: "Auth.js made no code verifier" });
      return { codeVerifier, nonce: await unwrap(setCookies, names.nonce) };
    },

    /** The Cookie header that shows Auth.js this one transaction and nothing else. */
    async write(providerId: string, state: string, checks: AuthJsChecks): Promise<string> {
      const cookies = [wrap(names.state, state, providerId), wrap(names.verifier, checks.codeVerifier, providerId)];
      if (checks.nonce) cookies.push(wrap(names.nonce, checks.nonce, providerId));
      return (await Promise.all(cookies)).join("; ");
    },
  };
}
