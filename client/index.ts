import type { Bff, BffEvents, BffOptions, SignedOut } from "./bff.ts";
import { BffError, explain, readAnswer } from "./bff-error.ts";
import { createLookPace } from "./look-pace.ts";
import { type Claim, type User, userFromClaims } from "./user.ts";

export type { Bff, BffOptions, LoginOptions, SignedOut } from "./bff.ts";
export { BffError, type BffErrorKind } from "./bff-error.ts";
export type { User } from "./user.ts";

/** A portal that answers slowly is not asked ever more at once. */
const mostUnderWay = 4;

/**
 * The browser's side of the BFF. Framework-free.
 *
 * Other tabs of this origin get what one found out by BroadcastChannel: on its first answer, since a sign-in loads a
 * page, after a change and a sign-out. What no tab of ours did (a sign-out elsewhere, an expiry) is noticed by a look at
 * `/bff/user?slide=false` from a visible tab, which tells the others; if all are hidden, when one is shown. While looks fail they
 * become rarer, until the portal answers, the browser is online again or the tab is shown.
 *
 * Without a document (a server, a build, a test) it looks and listens for nothing, so it keeps no process alive.
 */
export function createBff({ baseUrl = "", checkSeconds = 1.5, warnSeconds = 60 }: BffOptions = {}): Bff {
  const handlers: { [E in keyof BffEvents]: Set<BffEvents[E]> } = {
    change: new Set(),
    expiring: new Set(),
    extended: new Set(),
    error: new Set(),
  };
  const page = typeof document === "undefined" ? undefined : document;
  const open = () => page && new BroadcastChannel(`portico ${baseUrl}`);
  const channel = open();
  const pace = createLookPace(checkSeconds);
  let failing: BffError | undefined;
  let underWay = 0;
  let known: User | null | undefined;
  let warned = false;
  /** Who began to listen after the warning that stands. */
  const unwarned: typeof handlers.expiring = new Set();
  let asked = 0;
  let heard = 0;
  let closed = false;
  /** What another tab said, while we look whether it is so. */
  let told: unknown;

  const call: Bff["fetch"] = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("X-CSRF", "1");
    const base = baseUrl || globalThis.location?.origin;
    if (!base) throw new BffError("unreachable", "createBff() is for pages: elsewhere it needs a baseUrl");
    const response = await fetch(new URL(input, base), {
      credentials: "include",
      ...init,
      headers,
    });
    // A call that the session no longer carries: find out now rather than at the next look.
    if (response.status === 401 && known) void look();
    return response;
  };

  const user: Bff["user"] = async ({ slide = true } = {}) => {
    const turn = ++asked;
    let found: User | null;
    try {
      found = userFromClaims(
        await readAnswer<Claim[] | null>(() => call(`/bff/user?anonymous=null&slide=${slide}`), "/bff/user"),
      );
    } catch (error) {
      if (error instanceof BffError && turn > heard) fail(error);
      throw error;
    }
    // An answer that was overtaken by a newer question's says nothing any more.
    if (turn > heard) note(found, turn);
    return known as User | null;
  };

  function fail(error: BffError): void {
    pace.failed(error.retryAfterSeconds);
    const news = error.kind !== failing?.kind || error.code !== failing.code || error.status !== failing.status;
    failing = error;
    if (!news) return;
    if (page) explain(error, baseUrl);
    notify(handlers.error, error);
  }

  function note(found: User | null, turn: number, always?: boolean): void {
    heard = turn;
    const before = known;
    const state = stateOf(found);
    const news = state !== stateOf(before);
    known = found;
    // What came from another tab reached all the others as well.
    if (always || (news && state !== told)) tell(state);
    const ending = found !== null && found.expiresInSeconds <= warnSeconds;
    // The warning of one session is not the next one's.
    const standing = warned && !news;
    const extended = found && warned && !ending;
    warned = ending;
    if (before !== undefined && news) notify(handlers.change, found);
    if (ending) {
      notify(standing ? unwarned : handlers.expiring, found.expiresInSeconds);
      unwarned.clear();
    }
    if (extended) notify(handlers.extended);
    pace.resume(true);
    if (failing) {
      failing = undefined;
      notify(handlers.error, null);
    }
  }

  function tell(state: unknown): void {
    // Who closed us while the answer was under way has not undone what happened: a sign-out is every tab's news.
    const out = closed ? open() : channel;
    out?.postMessage(state);
    if (closed) out?.close();
  }

  /** A look that fails says nothing about the session: the next one will. */
  async function look(): Promise<void> {
    underWay++;
    await user({ slide: false }).catch(() => {});
    underWay--;
  }
  const lookInTurn = () => {
    if (!page?.hidden && underWay < mostUnderWay && pace.take()) void look();
  };
  const lookNow = () => {
    if (page?.hidden) return;
    pace.resume();
    void look();
  };
  const timer = page && setInterval(lookInTurn, checkSeconds * 1000);
  page?.addEventListener("visibilitychange", lookNow);
  if (page) globalThis.addEventListener?.("online", lookNow);
  if (channel) {
    channel.onmessage = async ({ data }) => {
      // Many tabs may say the same before our look is answered: one look is enough.
      if (data === stateOf(known) || data === told) return;
      told = data;
      await look();
      told = undefined;
    };
  }

  return {
    user,
    fetch: call,
    login(options = {}) {
      // With its origin: a development server may pass /bff on, and the portal leads back here.
      const query = new URLSearchParams({ returnUrl: location.href });
      // What is undefined wasn't asked for.
      for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, value);
      location.assign(`${baseUrl}/bff/login?${query}`);
    },
    async logout() {
      const leave = async () => {
        const response = await call("/bff/logout", { method: "POST" });
        if (response.ok) note(null, ++asked, true);
        return response;
      };
      const receipt = await readAnswer<SignedOut>(leave, "/bff/logout");
      return receipt;
    },
    on(event, handler) {
      const listening: Set<unknown>[] = [handlers[event]];
      if (event === "expiring" && warned) listening.push(unwarned);
      for (const set of listening) set.add(handler);
      return () => {
        for (const set of listening) set.delete(handler);
      };
    },
    close() {
      closed = true;
      clearInterval(timer);
      page?.removeEventListener("visibilitychange", lookNow);
      globalThis.removeEventListener?.("online", lookNow);
      channel?.close();
    },
  };
}

function notify<A extends unknown[]>(handlers: Set<(...news: A) => void>, ...news: A): void {
  for (const handler of handlers) {
    try {
      handler(...news);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** `undefined`: not known; empty: no person is signed in. */
function stateOf(user: User | null | undefined): unknown {
  return user === null ? "" : user?.claims["bff:session_state"];
}
