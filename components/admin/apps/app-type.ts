/** What an app is, in the words of a person who makes one. */
export const appTypes = ["web", "spa", "native", "device", "service", "api"] as const;

export type AppType = (typeof appTypes)[number];

/** What of a client its type is seen by. */
interface TypedClient {
  grantTypes: readonly string[];
  applicationType: string;
  tokenEndpointAuthMethod?: string | undefined;
  jwksUri?: string | undefined;
  introspects: readonly string[];
}

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";

/** The members of a client that follow from its type, and whether it gets a secret. */
export const clientOfType: Readonly<
  Record<AppType, { members: Readonly<Record<string, unknown>>; withSecret: boolean }>
> = {
  web: { members: { tokenEndpointAuthMethod: "client_secret_basic" }, withSecret: true },
  spa: { members: { tokenEndpointAuthMethod: "none" }, withSecret: false },
  native: { members: { tokenEndpointAuthMethod: "none", applicationType: "native" }, withSecret: false },
  device: {
    members: { tokenEndpointAuthMethod: "none", grantTypes: [deviceGrant, "refresh_token"] },
    withSecret: false,
  },
  service: {
    members: { tokenEndpointAuthMethod: "client_secret_basic", grantTypes: ["client_credentials"] },
    withSecret: true,
  },
  api: {
    members: { tokenEndpointAuthMethod: "client_secret_basic", grantTypes: ["client_credentials", exchangeGrant] },
    withSecret: true,
  },
};

/** Whether people sign in to it, so that they give it access and may be kept out. */
export function isForPeople(type: AppType): boolean {
  return type !== "service" && type !== "api";
}

export function isAppType(value: string | undefined): value is AppType {
  return appTypes.some((type) => type === value);
}

/** What a client is, by what it may do. */
export function typeOfClient(client: TypedClient, hasSecret: boolean): AppType {
  const { grantTypes, applicationType, introspects, tokenEndpointAuthMethod: method } = client;
  if (grantTypes.includes("authorization_code")) {
    if (applicationType === "native") return "native";
    const isPublic = method === "none" || (method === undefined && !hasSecret && client.jwksUri === undefined);
    return isPublic ? "spa" : "web";
  }
  if (grantTypes.includes(deviceGrant)) return "device";
  return introspects.length > 0 || grantTypes.includes(exchangeGrant) ? "api" : "service";
}

/** A client id made from the app's name: letters of Latin script without accents, digits and dashes. */
export function clientIdOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}
