import type { Invitations } from "#server/access/invitations/invitations.ts";
import type { AccountService } from "#server/accounts/account-service.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { ApiGuide } from "#server/admin/api/openapi/api-guide.ts";
import type { ConsoleNotes } from "#server/admin/notes/console-notes.ts";
import type { ConnectedApps } from "#server/authorization-server/connected-apps/connected-apps.ts";
import type { ClientChoices } from "#server/authorization-server/consent/consent-preview.ts";
import type { ConsentService, ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { DeviceService } from "#server/authorization-server/device/device-service.ts";
import type { FrontchannelLogout } from "#server/authorization-server/logout/frontchannel-logout.ts";
import type { LogoutService } from "#server/authorization-server/logout/logout-service.ts";
import type { AuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import type { NamedKind, ProviderBrand } from "#server/config/providers/provider-kinds.ts";
import type { Mode } from "#server/config/settings.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import type { Receipts } from "#server/http/signed/receipts.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";
import type { SignInService } from "#server/sign-in/sign-in-service.ts";

/** What pages may know of the settings: nothing secret. */
export interface PublicSettings {
  mode: Mode;
  publicUrl: string;
  secure: boolean;
  branding: {
    name: string;
    logoUrl?: string | undefined;
    accent?: string | undefined;
    supportUrl?: string | undefined;
    termsUrl?: string | undefined;
    privacyUrl?: string | undefined;
  };
  /** Whom people ask that may not sign in: an address, a URL or a name. */
  askWhom: string | undefined;
  readonly providers: readonly { id: string; name: string; brand: ProviderBrand }[];
  apis: readonly { name: string; token: string; audience: string; methods: readonly string[] }[];
  /** Names of the configured apps by client id, for what people did with apps that are no longer connected. */
  readonly clientNames: ReadonlyMap<string, string>;
  /** Whether the API playground is offered. */
  playground: boolean;
  /** Demo mode: where to go and try. */
  demo: { calendarBuddyUrl: string; notebookUrl: string; apiUrl: string; providersUrl: string } | undefined;
}

/** The one object that the composition root builds. `app/` calls its services and nothing else of `server/`. */
export interface Portal {
  settings: PublicSettings;
  sessions: Pick<SessionVault, "authenticate" | "clearCookieHeader" | "listOfUser" | "end" | "endAllOfUser">;
  signIn: SignInService;
  accounts: AccountService;
  consent: ConsentService;
  device: DeviceService;
  logout: LogoutService;
  /** Apps that are notified of a sign-out by frames. */
  frontchannel: Pick<FrontchannelLogout, "view">;
  /** For developers, on the error page of a request that an app sent; `undefined` when this portal didn't write it. */
  errorDetail: AuthorizationErrors["detailOf"];
  connectedApps: ConnectedApps;
  admin: Admin;
  /** The API of the administration, for the page that describes it. */
  apiGuide(): ApiGuide;
  invitations: {
    /** The open invitation of a link. */
    open: Invitations["open"];
    /** The `Set-Cookie` value by which this browser's next sign-in accepts it. */
    remember(token: string): string;
  };
  /** What the consent page would ask for a client; for pages of the console that may read it. */
  consentPreview(clientId: string): ConsentView | undefined;
  /** The scopes and APIs that a client can be given. */
  clientChoices(): ClientChoices;
  /** The kinds of providers that Portico knows by name. */
  providerKinds: readonly NamedKind[];
  consoleNotes: Pick<ConsoleNotes, "keep" | "read" | "forget">;
  formTokens: FormTokens;
  receipts: Receipts;
  signOut: SignOut;
  /** A path here or an own frontend's address to go to, or "/" for anything that leads elsewhere (see http/return-path.ts). */
  checkReturnPath(candidate: string | null | undefined): string;
  /** A checked return path, or a short one that leads there (see sessions/kept-return-paths.ts). Errors: rate_limited. */
  shortenReturnPath(returnPath: string): Promise<string>;
  /** Whether something thrown says that the database can't be reached. */
  isOutage(error: unknown): boolean;
  /** Remembers why a page or form was refused, under the request's id. */
  noteRefusal(error: unknown): void;
  /** Puts what a page did not expect into the log, under the request's id. */
  reportError(error: unknown): void;
  /** The id of the request in hand, shown as the reference on error pages. */
  requestId(): string;
}

const key = Symbol.for("portico.portal");

/** Set once, by compose.ts. The key is global because Next's bundle and the server are two copies of every module. */
export function publishPortal(portal: Portal): void {
  (globalThis as Record<symbol, unknown>)[key] = portal;
}

/** The running portal. Throws when called outside of it (a build, a script). */
export function portal(): Portal {
  const found = (globalThis as Record<symbol, unknown>)[key];
  if (!found) throw new Error("The portal is not running: pages work only behind server/main.ts.");
  return found as Portal;
}
