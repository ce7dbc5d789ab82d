import type { z } from "zod";
import { auditOperations } from "./audit/audit-operations.ts";
import { clientSecretsOperations } from "./clients/client-secrets-operations.ts";
import { clientUsageOperations } from "./clients/client-usage-operations.ts";
import { clientsOperations } from "./clients/clients-operations.ts";
import { registeredClientsOperations } from "./clients/registered-clients-operations.ts";
import { containOperations } from "./contain/contain-operations.ts";
import { explainOperations } from "./explain/explain-operations.ts";
import { grantsOperations } from "./grants/grants-operations.ts";
import { invitationsOperations } from "./invitations/invitations-operations.ts";
import { limitsOperations } from "./limits/limits-operations.ts";
import type { Operation } from "./operation.ts";
import { policyOperations } from "./policy/policy-operations.ts";
import { providersOperations } from "./providers/providers-operations.ts";
import { resourcesOperations } from "./resources/resources-operations.ts";
import { rolesOperations } from "./roles/roles-operations.ts";
import { scopesOperations } from "./scopes/scopes-operations.ts";
import { sessionsOperations } from "./sessions/sessions-operations.ts";
import { setupOperations } from "./setup/setup-operations.ts";
import { signingKeysOperations } from "./signing-keys/signing-keys-operations.ts";
import { systemOperations } from "./system/system-operations.ts";
import { usersActsOperations } from "./users/users-acts-operations.ts";
import { usersOperations } from "./users/users-operations.ts";

/**
 * Everything that the administration can do, by name: `{noun}.{verb}`. The API's routes, its description, the commands and the
 * tests of who may do what are made from this table.
 */
export const operations = {
  ...usersOperations,
  ...usersActsOperations,
  ...sessionsOperations,
  ...grantsOperations,
  ...auditOperations,
  ...invitationsOperations,
  ...policyOperations,
  ...signingKeysOperations,
  ...explainOperations,
  ...clientsOperations,
  ...clientUsageOperations,
  ...clientSecretsOperations,
  ...registeredClientsOperations,
  ...providersOperations,
  ...resourcesOperations,
  ...scopesOperations,
  ...containOperations,
  ...setupOperations,
  ...systemOperations,
  ...limitsOperations,
  ...rolesOperations,
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
export type OperationInput<Name extends OperationName> = z.input<(typeof operations)[Name]["input"]>;
/** For a stream, its items as they come. */
export type OperationOutput<Name extends OperationName> = OutputOf<(typeof operations)[Name]>;

type OutputOf<One extends Pick<Operation, "stream" | "output">> = One extends { stream: true }
  ? AsyncIterable<z.output<One["output"]>>
  : z.output<One["output"]>;

export type OperationTable = Readonly<Record<string, Operation>>;

export function findOperation(name: string, table: OperationTable = operations): Operation | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
