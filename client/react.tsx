"use client";

import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { type Bff, type BffOptions, createBff, type User } from "./index.ts";

export interface Session {
  /** `undefined` until the first answer; `null`: nobody is signed in. */
  user: User | null | undefined;
  /** Set while the session is about to end: seconds that were left when it was noticed. */
  expiringInSeconds: number | undefined;
  /** Uses the session, so that it goes on. */
  extend(): Promise<User | null>;
  login: Bff["login"];
  logout: Bff["logout"];
  fetch: Bff["fetch"];
}

const SessionContext = createContext<Session | undefined>(undefined);

const retryMs = 2_000;

/** Keeps one connection to the BFF for everything below it. Give it `bff` to share one that exists already. */
export function BffProvider({
  children,
  bff: given,
  options: { baseUrl, checkSeconds, warnSeconds } = {},
}: {
  children: ReactNode;
  bff?: Bff;
  options?: BffOptions;
}): ReactElement {
  const [bff, setBff] = useState<Bff | undefined>(given);
  const [user, setUser] = useState<User | null | undefined>(undefined);
  const [expiringInSeconds, setExpiring] = useState<number | undefined>(undefined);

  // In an effect, so that rendering on a server opens nothing.
  useEffect(() => {
    const mine = given ?? createBff({ baseUrl, checkSeconds, warnSeconds });
    let retry: ReturnType<typeof setTimeout> | undefined;
    setBff(mine);
    const stops = [
      mine.on("change", (now) => {
        setUser(now);
        setExpiring(undefined);
      }),
      mine.on("expiring", setExpiring),
      mine.on("extended", () => setExpiring(undefined)),
    ];
    // Until the first answer nobody is told of changes, so it has to come.
    const begin = () => {
      mine.user({ slide: false }).then(setUser, () => {
        retry = setTimeout(begin, retryMs);
      });
    };
    begin();
    return () => {
      clearTimeout(retry);
      for (const stop of stops) stop();
      if (!given) mine.close();
    };
    // By their values: options written in place are another object at every render.
  }, [given, baseUrl, checkSeconds, warnSeconds]);

  const extend = useCallback(async () => {
    const now = await (await ready(bff)).user();
    setExpiring(undefined);
    return now;
  }, [bff]);

  const session = useMemo<Session>(
    () => ({
      user,
      expiringInSeconds,
      extend,
      login: (asked) => bff?.login(asked),
      logout: async () => (await ready(bff)).logout(),
      fetch: async (input, init) => (await ready(bff)).fetch(input, init),
    }),
    [bff, user, expiringInSeconds, extend],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** Who is signed in: `undefined` until known, `null` for nobody. */
export function useUser(): User | null | undefined {
  return useSession().user;
}

/** The session and what can be done with it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession() needs a <BffProvider> above it");
  return session;
}

async function ready(bff: Bff | undefined): Promise<Bff> {
  if (!bff) throw new Error("the BFF can be used once the page is shown, in effects and handlers");
  return bff;
}
