"use client";

import { createContext, type ReactElement, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Bff, BffError, type BffOptions, createBff, type User } from "./index.ts";

export interface Session {
  /** `undefined` until the first answer; `null`: no person is signed in. */
  user: User | null | undefined;
  /** Set while it can't be found out who is signed in; `user` is what was known before. */
  error: BffError | undefined;
  /** Set while the session is about to end: seconds that were left when it was noticed. */
  expiringInSeconds: number | undefined;
  /** Uses the session, so that it goes on. */
  extend(): Promise<User | null>;
  login: Bff["login"];
  logout: Bff["logout"];
  fetch: Bff["fetch"];
}

const SessionContext = createContext<Session | undefined>(undefined);

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
  const connection = useMemo(
    () => createConnection(() => given ?? createBff({ baseUrl, checkSeconds, warnSeconds })),
    // By their values: options written in place are another object at every render.
    [given, baseUrl, checkSeconds, warnSeconds],
  );
  const [user, setUser] = useState<User | null | undefined>(undefined);
  const [error, setError] = useState<BffError | undefined>(undefined);
  const [expiringInSeconds, setExpiring] = useState<number | undefined>(undefined);

  // In an effect, so that rendering on a server opens nothing.
  useEffect(() => {
    const mine = connection.open();
    let stopped = false;
    // There is no change before the first answer. It comes by itself, or once the portal answers again.
    const begin = () => {
      mine.user({ slide: false }).then(
        (now) => {
          if (!stopped) setUser(now);
        },
        (reason: unknown) => {
          if (!stopped && reason instanceof BffError) setError(reason);
        },
      );
    };
    const stops = [
      mine.on("change", (now) => {
        setUser(now);
        setExpiring(undefined);
      }),
      mine.on("expiring", setExpiring),
      mine.on("extended", () => setExpiring(undefined)),
      mine.on("error", (now) => {
        setError(now ?? undefined);
        if (now === null) begin();
      }),
    ];
    begin();
    return () => {
      stopped = true;
      for (const stop of stops) stop();
      if (mine !== given) mine.close();
      // A warning of this one's is not the next one's to take back.
      setExpiring(undefined);
      setError(undefined);
    };
  }, [connection, given]);

  const actions = useMemo<Omit<Session, "user" | "error" | "expiringInSeconds">>(
    () => ({
      // A session at its longest life still ends: what takes the warning back is “extended”.
      extend: async () => (await connection.ready()).user(),
      login: (asked) => {
        const onServer = () => {}; // No page to leave.
        connection.ready().then((bff) => bff.login(asked), onServer);
      },
      logout: async () => (await connection.ready()).logout(),
      fetch: async (input, init) => (await connection.ready()).fetch(input, init),
    }),
    [connection],
  );
  const session = useMemo<Session>(
    () => ({ ...actions, user, error, expiringInSeconds }),
    [actions, user, error, expiringInSeconds],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** The person who is signed in: `undefined` until known, `null` for no person. `useSession().error` says why it isn't known. */
export function useUser(): User | null | undefined {
  return useSession().user;
}

/** The session and what can be done with it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession() needs a <BffProvider> above it");
  return session;
}

/**
 * What a provider's effect opens. React runs the effects of children first: what they ask for waits until it is open.
 *
 * Errors: `ready` rejects on a server, where nothing is ever opened.
 */
function createConnection(make: () => Bff) {
  let bff: Bff | undefined;
  let tellOpen = () => {};
  const opened = new Promise<void>((resolve) => {
    tellOpen = resolve;
  });
  return {
    open(): Bff {
      bff = make();
      tellOpen();
      return bff;
    },
    async ready(): Promise<Bff> {
      if (typeof document === "undefined") throw new Error("the BFF is there in browsers, in effects and handlers");
      await opened;
      return bff as Bff;
    },
  };
}
