import type { SignInAccounts } from "#server/accounts/account-service.ts";
import { rolesChangedChannel } from "#server/accounts/person/person-changes.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { tokenEndings } from "#server/authorization-server/records/token-endings.ts";
import type { PersonClaims } from "#server/claims/told-claims.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { createRequestTokenState, type RequestTokenState } from "./request-token-state.ts";
import { createTokenStateCache } from "./token-state-cache.ts";
import { createTokenStateStore } from "./token-state-store.ts";

export interface TokenStatesDeps {
  settings: Pick<Settings, "session">;
  database: Database;
  records: OidcRecordStore;
  accounts: Pick<SignInAccounts, "findClaims">;
  people: PersonReader;
}

export type TokenStates = ReturnType<typeof createTokenStates>;

/** Token states from the database (store), remembered by this process (cache), and one for each request. */
export function createTokenStates({ settings, database, records, accounts, people }: TokenStatesDeps) {
  const remembered = createTokenStateCache({
    store: createTokenStateStore(database, people, settings.session),
    notify: database.notify,
    endings: tokenEndings,
    changes: [
      people.onChange,
      people.onClientChange,
      (handler) => database.notify.subscribe(rolesChangedChannel, handler),
    ],
  });
  const states: RequestTokenState = createRequestTokenState(records, remembered);
  return {
    states,
    tokens: remembered,
    /**
     * The person of the request's token without another read; other people are read from the database. `undefined` when they are
     * not allowed, or not at this app.
     */
    async findClaims(userId: string, clientId: string | undefined): Promise<PersonClaims | undefined> {
      const known = states.account(userId, clientId);
      return known ? known.claims : accounts.findClaims(userId, clientId);
    },
    close: remembered.close,
  };
}
