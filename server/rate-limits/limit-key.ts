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

interface CountedLimit {
  kind: LimitKind;
  /** `caller`: a session, or without one an address. */
  whom: "address" | "session" | "caller" | "user";
  unit: LimitKey["unit"];
}

/** Every word that a key of a rate limiter begins with: a key is made and read by this record only. */
const rateWords = {
  "sign-in": { kind: "sign-in", whom: "address", unit: "requests" },
  token: { kind: "token", whom: "address", unit: "requests" },
  authorize: { kind: "authorize", whom: "address", unit: "requests" },
  registration: { kind: "registration", whom: "address", unit: "requests" },
  admin: { kind: "admin", whom: "address", unit: "requests" },
  stored: { kind: "stored", whom: "address", unit: "bytes" },
  "forward-handover": { kind: "forward-auth", whom: "session", unit: "requests" },
  bff: { kind: "api", whom: "caller", unit: "requests" },
} as const satisfies Record<string, CountedLimit>;

/** The same for wrong device codes, which the database counts. */
const guessWords = {
  person: { kind: "device-code", whom: "user", unit: "guesses" },
  address: { kind: "device-code", whom: "address", unit: "guesses" },
} as const satisfies Record<string, CountedLimit>;

type RateWord = keyof typeof rateWords;
type GuessWord = keyof typeof guessWords;
export type RateKey = `${RateWord} ${string}`;
export type GuessKey = `${GuessWord} ${string}`;

/** A limit of an address (`callerKey`) or, for handovers, of a session's id. */
export function rateKey(limit: Exclude<RateWord, "bff">, whom: string): RateKey {
  return `${limit} ${whom}`;
}

/** Calls of one API, by a session's id or, without one, by an address (`callerKey`). */
export function apiCallsKey(api: string, whom: string): RateKey {
  return `bff ${api} ${whom}`;
}

/** Wrong device codes of a person's id or of an address (`callerKey`). */
export function guessKey(of: GuessWord, whom: string): GuessKey {
  return `${of} ${whom}`;
}

/** `undefined` for a key that isn't in the record, as of a newer version. */
export function parseRateKey(key: string): LimitKey | undefined {
  const [word = "", ...rest] = key.split(" ");
  const limit = ofWord(rateWords, word);
  const whom = rest.at(-1) ?? "";
  const api = rest.slice(0, -1).join(" ");
  if (!limit || whom === "" || (api !== "") !== (limit.kind === "api")) return undefined;
  return { ...counted(limit, whom), api: api === "" ? null : api };
}

/** `undefined` for a key that isn't in the record. */
export function parseGuessKey(key: string): LimitKey | undefined {
  const [word = "", whom = "", ...rest] = key.split(" ");
  const limit = ofWord(guessWords, word);
  return limit && whom !== "" && rest.length === 0 ? counted(limit, whom) : undefined;
}

export function returnPathsKey(caller: string): LimitKey {
  return counted({ kind: "return-paths", whom: "address", unit: "bytes" }, caller);
}

function ofWord(words: Readonly<Record<string, CountedLimit>>, word: string): CountedLimit | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function counted({ kind, whom, unit }: CountedLimit, value: string): LimitKey {
  const isSession = whom === "session" || (whom === "caller" && uuidShape.test(value));
  return {
    kind,
    address: whom === "address" || (whom === "caller" && !isSession) ? value : null,
    sessionId: isSession ? value : null,
    userId: whom === "user" ? value : null,
    api: null,
    unit,
  };
}
