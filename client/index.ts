import { type User, userFromClaims } from "./user.ts";

export type { User } from "./user.ts";

export interface BffOptions {
  /** Origin of the portal when the frontend lives on another one of yours; default: the same. */
  baseUrl?: string | undefined;
  /** How often a visible tab looks whether the session still stands; looking does not extend it. Default 1.5. */
  checkSeconds?: number | undefined;
  /** When `expiring` is told. Default 60. */
  warnSeconds?: number | undefined;
}

export interface LoginOptions {
  /** Where to come back to: a path of the portal's, or an address on one of its `frontendOrigins`. Default: this page. */
  returnUrl?: string | undefined;
  provider?: string | undefined;
  prompt?: "none" | "login" | "consent" | "select_account" | undefined;
  /** With `provider`: more access to that provider, asked for on top (a `scope_required` problem names it). */
  scope?: string | undefined;
}

/** What a sign-out ended: the session always; at each provider the access was revoked or not, or another session uses it. */
export interface SignedOut {
  signed_out: true;
  /** The id of the provider of the sign-in; `null` when nobody was signed in. */
  provider: string | null;
  upstream: readonly { provider: string; outcome: "revoked" | "not_revoked" | "still_used" }[];
}

interface Events {
  /** Somebody signed in or out, or it is somebody else now, in this tab or another. `null`: nobody. */
  change: (user: User | null) => void;
  /**
   * The session ends in so many seconds unless it is used; told once, and again after it was extended. Who listens only
   * then hears it at the next answer.
   */
  expiring: (seconds: number) => void;
  /** After `expiring`: it was used, here or in another tab, and goes on. */
  extended: () => void;
}

export interface Bff {
  /** Who is signed in; `null`: nobody. Extends the session unless `slide` is false. */
  user(options?: { slide?: boolean }): Promise<User | null>;
  /** `fetch` with the X-CSRF header and the session; paths are the portal's, e.g. "/bff/api/demo/notes". */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
  /** Leaves this page to sign in. */
  login(options?: LoginOptions): void;
  /** Signs out, here and in every tab. Tells what the portal could revoke upstream. */
  logout(): Promise<SignedOut>;
  /** What a handler throws is the page's to report, as of any event; nobody else hears less for it. */
  on<E extends keyof Events>(event: E, handler: Events[E]): () => void;
  /** Looks and listens no more; answers that are under way still come. */
  close(): void;
}

/**
 * The browser's side of the BFF. Framework-free.
 *
 * Other tabs of this origin hear by BroadcastChannel what one found out: on its first answer, since a sign-in loads a
 * page, after a change and a sign-out. What no tab of ours did (a sign-out elsewhere, an expiry) is noticed by a look at
 * `/bff/user?slide=false` from a visible tab, which tells the others; if all are hidden, when one is shown.
 */
export function createBff({ baseUrl = "", checkSeconds = 1.5, warnSeconds = 60 }: BffOptions = {}): Bff {
  const handlers: { [E in keyof Events]: Set<Events[E]> } = {
    change: new Set(),
    expiring: new Set(),
    extended: new Set(),
  };
  const open = () => new BroadcastChannel(`portico ${baseUrl}`);
  const channel = open();
  const page = typeof document === "undefined" ? undefined : document;
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
    const response = await fetch(new URL(input, baseUrl || location.origin), {
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
    const response = await call(`/bff/user?anonymous=null&slide=${slide}`);
    if (!response.ok) throw new Error(`/bff/user answered ${response.status}`);
    const found = userFromClaims(await response.json());
    // An answer that was overtaken by a newer question's says nothing any more.
    if (turn > heard) note(found, turn);
    return known as User | null;
  };

  function note(found: User | null, turn: number, always?: boolean): void {
    heard = turn;
    const before = known;
    const state = stateOf(found);
    const news = state !== stateOf(before);
    known = found;
    // What came from another tab, all the others have heard as well.
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
  }

  function tell(state: unknown): void {
    // Who closed us while the answer was under way has not undone what happened: a sign-out is every tab's news.
    const out = closed ? open() : channel;
    out.postMessage(state);
    if (closed) out.close();
  }

  /** A look that fails says nothing about the session: the next one will. */
  const look = () => user({ slide: false }).catch(() => {});
  const lookIfShown = () => {
    if (!page?.hidden) void look();
  };
  const timer = setInterval(lookIfShown, checkSeconds * 1000);
  page?.addEventListener("visibilitychange", lookIfShown);
  channel.onmessage = async ({ data }) => {
    // Many tabs may say the same before our look is answered: one look is enough.
    if (data === stateOf(known) || data === told) return;
    told = data;
    await look();
    told = undefined;
  };

  return {
    user,
    fetch: call,
    login(options = {}) {
      const here = baseUrl ? location.href : location.pathname + location.search + location.hash;
      const query = new URLSearchParams({ returnUrl: here });
      // What is undefined wasn't asked for.
      for (const [name, value] of Object.entries(options)) if (value !== undefined) query.set(name, value);
      location.assign(`${baseUrl}/bff/login?${query}`);
    },
    async logout() {
      const response = await call("/bff/logout", { method: "POST" });
      if (!response.ok) throw new Error(`/bff/logout answered ${response.status}`);
      note(null, ++asked, true);
      return response.json();
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
      page?.removeEventListener("visibilitychange", lookIfShown);
      channel.close();
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

/** `undefined`: not known; empty: nobody. */
function stateOf(user: User | null | undefined): unknown {
  return user === null ? "" : user?.claims["bff:session_state"];
}
