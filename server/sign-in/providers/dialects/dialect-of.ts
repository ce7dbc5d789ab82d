import { oidcKind } from "#server/config/providers/provider-kinds.ts";
import { authJsBuiltIn } from "./auth-js-built-in.ts";
import type { Dialect } from "./dialect.ts";
import { entra } from "./entra.ts";
import { facebook } from "./facebook.ts";
import { github } from "./github.ts";
import { google } from "./google.ts";
import { oidc } from "./oidc.ts";

const dialects: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ["google", google],
  ["microsoft-entra-id", entra],
  ["github", github],
  ["facebook", facebook],
  [oidcKind, oidc],
]);

/** The dialect of a provider's kind; a kind without one of its own is a built-in of Auth.js. */
export function dialectOf({ kind }: { kind: string }): Dialect {
  return dialects.get(kind) ?? authJsBuiltIn;
}
