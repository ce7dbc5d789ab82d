import { Pool } from "undici";
import { isRequestHeaderReserved } from "#server/bff/calls/headers/request-header-policy.ts";
import type { ReturnRule } from "#server/bff/calls/headers/response-header-policy.ts";
import type { ApiSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type ApiPath, isUnderPrefix, parseApiPath } from "./api-path-policy.ts";

export type TokenKind = "none" | "user" | "client" | "user_or_client" | "user_or_none" | "provider";

/** A prefix of calls and what stands in its place at the API; both without a trailing slash. */
export interface PathRewrite {
  /** In the spelling in which paths are compared. */
  prefix: string;
  /** How many segments the prefix has: in another spelling it has as many. */
  segments: number;
  replacement: string;
}

/** One API, compiled at start: a call only looks things up. */
export interface ApiRoute {
  name: string;
  settings: ApiSettings;
  target: URL;
  /** The target's path without its trailing slash. */
  basePath: string;
  /** In the spelling in which paths are compared. */
  prefixes: readonly string[];
  /** Longest prefix first; `undefined` when paths go on as they came. */
  rewrites: readonly PathRewrite[] | undefined;
  methods: ReadonlySet<string>;
  /** For `Allow`. */
  allow: string;
  tokenKind: TokenKind;
  /** For token kind provider. */
  providerId: string | undefined;
  /** Whether a call without a session ends here with 401. */
  sessionRequired: boolean;
  /** Flat name/value pairs sent with every request, and their names in lower case. */
  addedHeaders: readonly string[];
  addedNames: ReadonlySet<string>;
  returnRule: ReturnRule;
  pool: Pool;
}

export interface ApiTable {
  /** The route that a path belongs to: API by name, then whole-segment prefixes. */
  match(path: ApiPath): ApiRoute | undefined;
  /** The API of this name, whatever it passes on. */
  named(name: string): ApiRoute | undefined;
  readonly routes: readonly ApiRoute[];
  close(): Promise<void>;
}

/** Compiles `apis` of the settings. A mistake stops the start: invalid_settings names the API and the setting. */
export function compileApiTable(apis: readonly ApiSettings[]): ApiTable {
  const routes = apis.map(compileRoute);
  const byName = new Map(routes.map((route) => [route.name, route]));
  return {
    routes,
    match(path) {
      const route = byName.get(path.name);
      if (!route) return undefined;
      for (const prefix of route.prefixes) if (isUnderPrefix(path.compared, prefix)) return route;
      return undefined;
    },
    named: (name) => byName.get(name),
    async close() {
      await Promise.all(routes.map((route) => route.pool.destroy()));
    },
  };
}

function compileRoute(api: ApiSettings): ApiRoute {
  const target = new URL(api.target);
  if (target.search || api.target.includes("#") || target.username || target.password) {
    throw mistake(api, "target", "must have no user, query or fragment");
  }
  const providerId = api.token.startsWith("provider:") ? api.token.slice("provider:".length) : undefined;
  const tokenKind = providerId === undefined ? (api.token as TokenKind) : "provider";
  const addedHeaders = Object.entries(api.requestHeaders).flat();
  return {
    name: api.name,
    settings: api,
    target,
    basePath: target.pathname.replace(/\/+$/, ""),
    prefixes: api.paths.map((prefix) => compilePrefix(api, "paths", prefix).compared),
    rewrites: compileRewrites(api),
    methods: new Set(api.methods),
    allow: api.methods.join(", "),
    tokenKind,
    providerId,
    sessionRequired: tokenKind === "user" || tokenKind === "provider" || api.allow !== undefined,
    addedHeaders,
    addedNames: addedNames(api),
    returnRule: {
      only: api.responseHeaders.allow && lowerCased(api.responseHeaders.allow),
      withheld: lowerCased(api.responseHeaders.deny ?? []),
      // With `allow`, a cache that is shared would give the answer to those whom it refuses.
      personal: api.allow !== undefined || (tokenKind !== "none" && tokenKind !== "client"),
    },
    pool: new Pool(target.origin, {
      allowH2: false,
      connectTimeout: api.connectTimeoutSeconds * 1000,
      // ForwardedCall looks to these itself; see PatientCall.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 10_000,
    }),
  };
}

function compileRewrites(api: ApiSettings): readonly PathRewrite[] | undefined {
  const rewrites = Object.entries(api.rewrite).map(([prefix, replacement]) => {
    if (!api.paths.includes(prefix)) throw mistake(api, "rewrite", `"${prefix}" is not one of paths`);
    const { compared } = compilePrefix(api, "rewrite", prefix);
    return {
      prefix: compared,
      segments: compared.split("/").length - 1,
      replacement: compilePrefix(api, "rewrite", replacement).path,
    };
  });
  return rewrites.length === 0 ? undefined : rewrites.sort((one, other) => other.prefix.length - one.prefix.length);
}

/** A prefix is read as a path is, so that both have one spelling. */
function compilePrefix(api: ApiSettings, setting: "paths" | "rewrite", prefix: string): ApiPath {
  const trimmed = prefix.replace(/\/+$/, "");
  if (prefix.includes("*")) {
    throw mistake(api, setting, `"${prefix}" has a star: leave it out, a prefix covers all that is below it`);
  }
  const parsed = parseApiPath(`/bff/api/${api.name}${trimmed}`);
  if (!parsed || "rule" in parsed || parsed.query) {
    throw mistake(api, setting, `"${prefix}" is not a plain path prefix`);
  }
  if (parsed.hasEncodedSlash && !api.allowEncodedSlashes) {
    throw mistake(api, setting, `"${prefix}" has an encoded slash, which needs allowEncodedSlashes: true`);
  }
  return parsed;
}

function addedNames(api: ApiSettings): ReadonlySet<string> {
  const names = Object.keys(api.requestHeaders).map((name) => name.toLowerCase());
  for (const name of names) {
    // Identity headers may be what an API behind us wants: the operator may set them, callers never.
    if (isRequestHeaderReserved(name)) {
      throw mistake(api, "requestHeaders", `"${name}" can't be set: ${whyReserved(name)}`);
    }
  }
  return new Set(names);
}

function whyReserved(name: string): string {
  if (name.includes("_")) return "servers drop an underscore or take it for a dash, so write it with dashes";
  return `leave it out, only ${name.startsWith("sec-") ? "browsers set" : "Portico sets"} it`;
}

function lowerCased(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

function mistake(api: ApiSettings, setting: string, problem: string): AppError {
  return new AppError("invalid_settings", { detail: `apis.${api.name}.${setting}: ${problem}` });
}
