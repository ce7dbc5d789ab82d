import type { ProviderConfig } from "./provider-schema.ts";

/** Which official mark a button shows. */
export type ProviderBrand = "google" | "microsoft" | "github" | "generic";

/** What reading the settings needs of a kind. How sign-in speaks with it stands in sign-in/providers/dialects, a file a kind. */
interface ProviderKindFacts {
  /** As in “Continue with …”, where the settings have no name. */
  name: string;
  brand: ProviderBrand;
  /** Of the variables that set up the provider whose id is the kind, without a configuration file. */
  environmentPrefix: "AUTH_GOOGLE" | "AUTH_MICROSOFT_ENTRA_ID" | "AUTH_GITHUB";
  /** Whether it has discovery and ID tokens, so that `type: "oidc"` fits it. */
  speaksOpenId: boolean;
  /** Set where the API alone says who a person is: the address of the web pages, under which the identity is kept. */
  webAddress: string | undefined;
  /** Set where the kind can't be used safely without `issuer`. */
  issuerNeeded: { problem: string; fix: string } | undefined;
  /** Whether anyone can have an account at it, as it is set up. */
  isOpen(provider: { issuer?: string | undefined; baseUrl?: string | undefined }): boolean;
  /** The rules of `allow`, besides groups, that it can answer. */
  allowRules: readonly AllowRule[];
  /** What narrows it, for the operator of an open one. */
  narrowedBy: string;
}

/** Rules of a provider's `allow` that only some kinds can answer. */
export const allowRules = ["tenants", "hostedDomain", "organizations", "teams"] as const;
export type AllowRule = (typeof allowRules)[number];

/** Any OpenID Connect provider, by its issuer. */
export const oidcKind = "oidc";

/** The kinds that Portico knows by name. Every other kind is `oidc`, or an Auth.js built-in of that name. */
const knownKinds = {
  google: {
    name: "Google",
    brand: "google",
    environmentPrefix: "AUTH_GOOGLE",
    speaksOpenId: true,
    webAddress: undefined,
    issuerNeeded: undefined,
    isOpen: ({ issuer }) => issuer === undefined || issuer.startsWith("https://accounts.google.com"),
    allowRules: ["hostedDomain"],
    narrowedBy: "allow: { hostedDomain }",
  },
  "microsoft-entra-id": {
    name: "Microsoft",
    brand: "microsoft",
    environmentPrefix: "AUTH_MICROSOFT_ENTRA_ID",
    speaksOpenId: true,
    webAddress: undefined,
    issuerNeeded: {
      problem: "Without an issuer any Microsoft tenant could sign in.",
      fix: "Set https://login.microsoftonline.com/<tenant id>/v2.0 (or …/common/v2.0 if you mean everyone).",
    },
    // Its issuer says which tenant: see open-providers.ts.
    isOpen: () => false,
    allowRules: ["tenants"],
    narrowedBy: "allow: { tenants }",
  },
  github: {
    name: "GitHub",
    brand: "github",
    environmentPrefix: "AUTH_GITHUB",
    speaksOpenId: false,
    webAddress: "https://github.com",
    issuerNeeded: undefined,
    isOpen: ({ baseUrl }) => baseUrl === undefined || new URL(baseUrl).host === "github.com",
    allowRules: ["organizations", "teams"],
    narrowedBy: "allow: { organizations }",
  },
} as const satisfies Readonly<Record<string, ProviderKindFacts>>;

/** Each kind that the environment can set up, with the prefix of its variables. */
export const environmentKinds = Object.entries(knownKinds).map(
  ([kind, { environmentPrefix }]) => [kind, environmentPrefix] as const,
);

/** A known kind, as a list offers it and a form depends on it. */
export type NamedKind = { kind: string } & Pick<
  ProviderKindFacts,
  "name" | "brand" | "speaksOpenId" | "issuerNeeded" | "allowRules"
>;

export const namedKinds: readonly NamedKind[] = Object.entries(knownKinds).map(
  ([kind, { name, brand, speaksOpenId, issuerNeeded, allowRules }]) => ({
    kind,
    name,
    brand,
    speaksOpenId,
    issuerNeeded,
    allowRules,
  }),
);

export const providerPrefixes = environmentKinds.map(([, prefix]) => prefix);

type ProviderVariable = `${ProviderKindFacts["environmentPrefix"]}_${"ID" | "SECRET" | "ISSUER"}`;

/** Auth.js's variables, which set up one provider of each known kind. */
export const providerVariables: readonly ProviderVariable[] = providerPrefixes.flatMap(
  (prefix) => [`${prefix}_ID`, `${prefix}_SECRET`, `${prefix}_ISSUER`] as const,
);

/**
 * Old names in Auth.js, which still has built-ins by them. They would have none of the rules of the kind: any tenant could sign in,
 * by a subject that differs from app to app, with addresses that count as verified.
 */
const oldNames = new Map<string, keyof typeof knownKinds>([["azure-ad", "microsoft-entra-id"]]);

/** The name of a kind now, for an old one; else `undefined`. */
export function presentName(kind: string): string | undefined {
  return oldNames.get(kind);
}

function isKnownKind(kind: string): kind is keyof typeof knownKinds {
  return Object.hasOwn(knownKinds, kind);
}

/** `undefined` for `oidc` and for Auth.js's built-ins. */
export function kindFacts(kind: string): ProviderKindFacts | undefined {
  return isKnownKind(kind) ? knownKinds[kind] : undefined;
}

/**
 * The rules of `allow`, besides groups, that a provider can answer. By its issuer too, because Google and Entra can be set up as kind
 * oidc.
 */
export function answeredAllowRules({
  kind,
  issuer,
}: {
  kind: string;
  issuer?: string | undefined;
}): readonly AllowRule[] {
  const known = kindFacts(kind)?.allowRules;
  if (known !== undefined || kind !== oidcKind) return known ?? [];
  const host = issuer !== undefined && URL.canParse(issuer) ? new URL(issuer).host : undefined;
  if (host === "accounts.google.com") return knownKinds.google.allowRules;
  return host === "login.microsoftonline.com" ? knownKinds["microsoft-entra-id"].allowRules : [];
}

/** The kind that a configured provider has when `kind` is left out: by its id, and `oidc` where `type` says so. */
export function kindOf({ id, kind, type }: Pick<ProviderConfig, "id" | "kind" | "type">): string {
  if (kind !== undefined) return kind;
  return type === "oidc" && !kindFacts(id)?.speaksOpenId ? oidcKind : id;
}

/** The prefix of the variables that may have set up this provider; `undefined` where only the configuration file can. */
export function environmentPrefixOf({ id, kind }: { id: string; kind: string }): string | undefined {
  return id === kind ? kindFacts(kind)?.environmentPrefix : undefined;
}
