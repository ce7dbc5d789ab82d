import type { KnownPerson } from "#server/accounts/account-claims.ts";
import type { SignInAccounts } from "#server/accounts/account-service.ts";
import { personChangedChannel, rolesChangedChannel } from "#server/accounts/person/person-changes.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { tokenEndings } from "#server/authorization-server/records/token-endings.ts";
import { accountTie } from "#server/authorization-server/records/token-ties.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { createRequestTokenState, type RequestTokenState } from "./request-token-state.ts";
import { createTokenStateCache } from "./token-state-cache.ts";
import { createTokenStateStore } from "./token-state-store.ts";

export interface TokenStatesDeps {
  settings: Pick<Settings, "session">;
  database: Database;
  records: OidcRecordStore;
  accounts: Pick<SignInAccounts, "findPerson">;
  people: PersonReader;
}

export type TokenStates = ReturnType<typeof createTokenStates>;

/** Token states from the database (store), remembered by this process (cache), and one for each request. */
export function createTokenStates({ settings, database, records, accounts, people }: TokenStatesDeps) {
  const remembered = createTokenStateCache({
    store: createTokenStateStore(database, people, settings.session),
    notify: database.notify,
    // Also what changes what an API is told of a person.
    endings: [...tokenEndings, { channel: personChangedChannel, tieOf: accountTie }],
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
    async findPerson(userId: string, clientId: string | undefined): Promise<KnownPerson | undefined> {
      const found = states.account(userId, clientId);
      return found ? found.known : accounts.findPerson(userId, clientId);
    },
    close: remembered.close,
  };
}
