/** What a limit counts, for the console's words. */
export const limitKinds = [
  "sign-in",
  "token",
  "authorize",
  "registration",
  "admin",
  "stored",
  "api",
  "forward-auth",
  "device-code",
  "return-paths",
] as const;

export type LimitKind = (typeof limitKinds)[number];

/** What a key says of whom it counts; what it doesn't say is `null`. */
export interface LimitKey {
  kind: LimitKind;
  /** An IP address, or the /64 of an IPv6 address. */
  address: string | null;
  sessionId: string | null;
  userId: string | null;
  /** Name of the API that is called. */
  api: string | null;
  unit: "requests" | "bytes" | "guesses";
}

const nothing = { address: null, sessionId: null, userId: null, api: null, unit: "requests" } as const;
const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a key as the counting rooms write it: a word for the limit, then whom it counts (front-door/admission/, bff/calls/call-limits.ts,
 * forward-auth/handover.ts). `undefined` for another one, as of a newer version.
 */
export function parseRateKey(key: string): LimitKey | undefined {
  const [word = "", ...rest] = key.split(" ");
  const whom = rest.at(-1);
  if (whom === undefined || whom === "") return undefined;
  const counted = uuidShape.test(whom) ? { sessionId: whom } : { address: whom };
  switch (word) {
    case "sign-in":
    case "token":
    case "authorize":
    case "registration":
    case "admin":
      return { ...nothing, kind: word, address: whom };
    case "stored":
      return { ...nothing, kind: word, address: whom, unit: "bytes" };
    case "bff":
      return { ...nothing, kind: "api", ...counted, api: rest.slice(0, -1).join(" ") };
    case "forward-handover":
      return { ...nothing, kind: "forward-auth", ...counted };
    default:
      return undefined;
  }
}

/** Reads a key of wrong device codes (authorization-server/device/create-device-service.ts). */
export function parseGuessKey(key: string): LimitKey | undefined {
  const [word, whom = ""] = key.split(" ");
  const guesses = { ...nothing, kind: "device-code", unit: "guesses" } as const;
  if (word === "person") return { ...guesses, userId: whom };
  return word === "address" ? { ...guesses, address: whom } : undefined;
}

export function returnPathsKey(caller: string): LimitKey {
  return { ...nothing, kind: "return-paths", address: caller, unit: "bytes" };
}
