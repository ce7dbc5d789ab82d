import type { AccountControl } from "#server/accounts/account-control.ts";
import type { PeopleFinder } from "#server/accounts/people-finder-store.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import type { SigningKeyControl } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import type { ReferenceExplainer } from "./explain/explain-reference.ts";
import type { SystemService } from "./system/system.ts";

/** What operations call; each service stands in its own room and is handed in by compose. */
export interface AdminServices {
  accountControl: Pick<AccountControl, "disable" | "enable">;
  signingKeys: SigningKeyControl;
  explain: { reference: ReferenceExplainer };
  peopleFinder: PeopleFinder;
  system: SystemService;
  roles: RoleService;
}
