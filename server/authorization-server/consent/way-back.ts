import type Provider from "oidc-provider";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { ClientDocuments } from "#server/authorization-server/clients/documents/client-documents.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import { longestCarried } from "#server/sessions/kept-return-paths.ts";
import type { Interaction } from "./consent-request.ts";
import type { AppBehind, ConsentService } from "./consent-service.ts";
import type { ReadInteraction } from "./interaction-reader.ts";

type WaysBack = Pick<ConsentService, "appBehind" | "answerAddressFor">;

export interface WayBackDeps {
  provider: Pick<Provider, "Client">;
  readInteraction: ReadInteraction;
  clients: Pick<ClientLookup, "load">;
  selfDescribed: Pick<ClientDocuments, "wasAllowed">;
  notes: SignedNotes;
  issuer: string;
}

/** What is left of an app's request once it is gone. */
interface Asker {
  clientId: string;
  /** Where its answer goes, and its `state`; only for an app that has no home page. */
  redirectUri?: string;
  state?: string;
}

/** Longer than a request, a sign-in and a form live, so that a page left open overnight still leads back. */
const lifetimeSeconds = 24 * 60 * 60;
/** The note travels in addresses and in the cookie of a sign-in. */
const longestAnswer = 600;

/** The page of a request. */
const consentPath = /^\/consent\/([\w-]{20,})(?:\?([^#]*))?$/;
const about = (uid: string) => `way-back/${uid}`;

/**
 * The address of an app's request on the portal: it names the app in a signed note, because the request itself lives half an
 * hour and nothing is stored about it afterwards.
 */
export function requestPath(
  notes: Pick<SignedNotes, "write">,
  { uid, params }: Pick<Interaction, "uid" | "params">,
  client: { clientUri?: string | undefined },
): string {
  const clientId = String(params["client_id"]);
  const uiLocales = params["ui_locales"];
  const pathWith = (asker: Asker) => {
    const query = new URLSearchParams();
    if (typeof uiLocales === "string" && uiLocales.length <= 200) query.set("ui_locales", uiLocales);
    query.set("app", notes.write(about(uid), asker, lifetimeSeconds));
    return `/consent/${uid}?${query}`;
  };
  const path = pathWith({ clientId, ...(client.clientUri ? {} : answerOf(params)) });
  // Behind a kept return path the app is unknown: its name, its link, and the form-action that lets a form lead to it.
  return path.length <= longestCarried ? path : pathWith({ clientId });
}

/** Finds the app behind a path that belongs to one of its requests, also when that is gone. */
export function createWaysBack({
  provider,
  readInteraction,
  clients,
  selfDescribed,
  notes,
  issuer,
}: WayBackDeps): WaysBack {
  async function find(
    path: string,
  ): Promise<{ asker: Asker | undefined; alive: boolean; params?: Interaction["params"] }> {
    const [, uid, query] = consentPath.exec(path) ?? [];
    if (uid === undefined) return { asker: undefined, alive: false };
    const interaction = await readInteraction(uid);
    const note = new URLSearchParams(query).get("app");
    const noted = notes.read<Asker>(about(uid), note);
    if (!interaction) return { asker: noted, alive: false };
    const { params } = interaction;
    const asker = { clientId: String(params["client_id"]), ...answerOf(params) };
    return { asker, alive: !interaction.result, params };
  }

  /** Never a guess: the app's home page as registered, or else its registered address with an error (RFC 6749 §4.1.2.1). */
  async function addressOf({ clientId, redirectUri, state }: Asker): Promise<string | undefined> {
    // No link leads to an app that no person has allowed (RFC 9700 §4.11.2).
    if (!(await selfDescribed.wasAllowed(clientId))) return undefined;
    const client = await provider.Client.find(clientId);
    if (client?.clientUri) return /^https?:/.test(client.clientUri) ? client.clientUri : undefined;
    if (redirectUri === undefined || !client?.redirectUriAllowed(redirectUri)) return undefined;
    const address = new URL(redirectUri);
    address.searchParams.set("error", "access_denied");
    address.searchParams.set("error_description", "the sign-in was not completed");
    if (state !== undefined) address.searchParams.set("state", state);
    address.searchParams.set("iss", issuer);
    return address.href;
  }

  return {
    async appBehind(path): Promise<AppBehind | undefined> {
      const { asker, alive } = await find(path);
      if (!asker || (!alive && !(await selfDescribed.wasAllowed(asker.clientId)))) return undefined;
      const client = await clients.load(asker.clientId);
      return client && { name: client.name, alive, href: await addressOf(asker) };
    },
    async answerAddressFor(path) {
      // Checked against the app's registration before there was an interaction.
      const address = (await find(path)).params?.["redirect_uri"];
      return typeof address === "string" ? address : undefined;
    },
  };
}

/** Where the app expects its answer in the query; nothing for other response modes, which a link can't do. */
function answerOf(params: Readonly<Record<string, unknown>>): Omit<Asker, "clientId"> {
  const { redirect_uri: redirectUri, state, response_mode: mode } = params;
  if (typeof redirectUri !== "string" || (mode !== undefined && mode !== "query")) return {};
  if (typeof state !== "string") return redirectUri.length <= longestAnswer ? { redirectUri } : {};
  return redirectUri.length + state.length <= longestAnswer ? { redirectUri, state } : {};
}
