import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { Settings } from "#server/config/settings.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SignedOutPage } from "#server/sessions/sign-out.ts";
import type { SessionRecordStore } from "./session-record-store.ts";

/** An app to notify by a frame that a session ended. */
interface AppToTell {
  clientId: string;
  /** As in the app's ID tokens. */
  sid: string;
}

/** What follows a sign-out, as the browser carries it to the page. */
interface AfterSignOut {
  apps: readonly AppToTell[];
  /** How many apps more the session signed in to than one page notifies. */
  left: number;
  /** Checked: registered by an app, or the operator's own. */
  to?: string | undefined;
}

/** One frame of the signed-out page. */
export interface LogoutFrame {
  name: string;
  src: string;
}

export interface SignedOutView {
  frames: readonly LogoutFrame[];
  left: number;
  continueTo: string | undefined;
}

export interface FrontchannelLogout {
  /** To be asked before the session ends: afterwards nothing says which apps it signed in to. */
  pageFor(session: Pick<LiveSession, "id">): Promise<SignedOutPage>;
  /** What the page at `target` shows; `undefined` for other pages, and for notes that the portal did not write. */
  view(target: string): Promise<SignedOutView | undefined>;
}

/** As many as a page loads within its time. */
const mostApps = 12;
/** The note is part of an address. */
const mostBytes = 1_500;
const noteSeconds = 10 * 60;
const about = "signed-out/frames";
const pageTarget = /^\/sign-out\?([^#]*)$/;

/**
 * Notifies apps in the browser that its session ended: the page after a sign-out shows each app's `frontchannel_logout_uri` in a
 * frame.
 *
 * Shape:  which apps and where to go on travel in a signed note in the page's address; nothing is stored.
 * Bounds: 12 apps a sign-out; the others are counted on the page.
 * Spec:   OpenID Connect Front-Channel Logout 1.0 §2, §3.
 */
export function createFrontchannelLogout(
  settings: Pick<Settings, "publicUrl">,
  clients: Pick<ClientLookup, "load">,
  records: Pick<SessionRecordStore, "appsOfSession">,
  notes: SignedNotes,
): FrontchannelLogout {
  const addressOf = async (clientId: string) => (await clients.load(clientId))?.frontchannelLogoutUri;

  async function appsOf(sessionId: string): Promise<Pick<AfterSignOut, "apps" | "left">> {
    const signedIn = await records.appsOfSession(sessionId);
    const told = await Promise.all(signedIn.map(async (app) => ((await addressOf(app.clientId)) ? [app] : [])));
    const all = told.flat();
    const apps: AppToTell[] = [];
    for (const app of all.slice(0, mostApps)) {
      if (JSON.stringify([...apps, app]).length <= mostBytes) apps.push(app);
    }
    return { apps, left: all.length - apps.length };
  }

  return {
    async pageFor(session) {
      const { apps, left } = await appsOf(session.id);
      return (to, uiLocales) => {
        if (apps.length === 0) return undefined;
        const query = new URLSearchParams(uiLocales === undefined ? {} : { ui_locales: uiLocales });
        query.set("after", notes.write(about, { apps, left, to } satisfies AfterSignOut, noteSeconds));
        return `/sign-out?${query}`;
      };
    },

    async view(target) {
      const query = new URLSearchParams(pageTarget.exec(target)?.[1]);
      const after = notes.read<AfterSignOut>(about, query.get("after"));
      if (!after) return undefined;
      const frames = await Promise.all(
        after.apps.map(async ({ clientId, sid }) => {
          const client = await clients.load(clientId);
          if (!client?.frontchannelLogoutUri) return [];
          const src = new URL(client.frontchannelLogoutUri);
          src.searchParams.set("iss", settings.publicUrl);
          src.searchParams.set("sid", sid);
          return [{ name: client.name, src: src.href }];
        }),
      );
      return { frames: frames.flat(), left: after.left, continueTo: after.to };
    },
  };
}
