import type { IncomingMessage, ServerResponse } from "node:http";
import type { RefusedEnds } from "#server/accounts/access/refused-ends.ts";
import type { EndWithAccount } from "#server/accounts/account-control.ts";
import type { ConsentService } from "#server/authorization-server/consent/consent-service.ts";
import type { DeviceService } from "#server/authorization-server/device/device-service.ts";
import type { EndedAccess } from "#server/authorization-server/grants/end-access-of-provider.ts";
import type { FrontchannelLogout } from "#server/authorization-server/logout/frontchannel-logout.ts";
import type { LogoutService } from "#server/authorization-server/logout/logout-service.ts";
import type { ProviderOfPeople } from "#server/authorization-server/records/end-of-provider.ts";
import type { AuthorizationErrors } from "#server/authorization-server/requests/authorization-error.ts";
import type { SigningKeyControl } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { OwnApiTokens } from "#server/authorization-server/tokens/own-api-tokens.ts";
import type { OwnTokens } from "#server/authorization-server/tokens/own-tokens.ts";
import type { CatalogEnds } from "#server/catalog/managed/catalog-ends.ts";
import type { AuthorizationDryRun } from "./authorization-dry-run.ts";

/** Portico's OAuth 2.0 / OpenID Connect server, as the front door and the portal's pages use it. */
export interface AuthorizationServer {
  /** Answers `/oauth2/*` and both discovery documents. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For a refusal that comes before `handle`, or when it throws: lets programs read it, code in a browser too. */
  onRefused(request: IncomingMessage, response: ServerResponse): void;
  consent: ConsentService;
  /** What would become of a request of an app, without doing it. */
  dryRun: AuthorizationDryRun;
  device: DeviceService;
  logout: LogoutService;
  frontchannel: FrontchannelLogout;
  /** The developers' detail of an error page. */
  errorDetail: AuthorizationErrors["detailOf"];
  ownTokens: OwnTokens;
  signingKeys: SigningKeys;
  signingKeyControl: SigningKeyControl;
  /** Checks access tokens for APIs that are this process itself. */
  ownApiTokens: OwnApiTokens;
  /** Ends all that apps have of a person, in the transaction that disables the account. */
  endWithAccount: EndWithAccount;
  /** Does at once what follows the end of a person's sessions: apps are notified. Before the person's records are deleted. */
  settleEndingsOf(userId: string): Promise<void>;
  /** What ends with a client of the catalog, in the transaction that changes it. */
  endClient: CatalogEnds["endClient"];
  narrowClient: CatalogEnds["narrowClient"];
  /** Ends what apps have by a provider; see end-access-of-provider.ts. */
  endAccessOfProvider(provider: ProviderOfPeople): Promise<EndedAccess>;
  /** Ends what one app has of a person, as a part of a transaction. */
  endAppOf: RefusedEnds["app"];
  close(): Promise<void>;
}
