import type { AccountClaims, SignInAccounts } from "#server/accounts/account-service.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { tokenEndings } from "#server/authorization-server/records/token-endings.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { createStatesOfRequests, type StatesOfRequests } from "./states-of-requests.ts";
import { createTokenStateStore } from "./token-state-store.ts";
import { createTokenStates } from "./token-states.ts";

export interface LiveStatesDeps {
  settings: Pick<Settings, "session">;
  database: Database;
  records: OidcRecordStore;
  accounts: Pick<SignInAccounts, "findClaims">;
}

/** What tokens are worth, evicted by every way in which one can end. */
export function createLiveStates({ settings, database, records, accounts }: LiveStatesDeps) {
  const remembered = createTokenStates({
    store: createTokenStateStore(database, settings.session),
    notify: database.notify,
    endings: tokenEndings,
  });
  const states: StatesOfRequests = createStatesOfRequests(records, remembered);
  return {
    states,
    tokens: remembered,
    /** The person of the request's token without another read, anybody else from the database. */
    async findClaims(userId: string): Promise<AccountClaims | undefined> {
      const known = states.account(userId);
      return known ? known.claims : accounts.findClaims(userId);
    },
    close: remembered.close,
  };
}
