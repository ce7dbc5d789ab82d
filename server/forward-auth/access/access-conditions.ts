import type { IncomingMessage } from "node:http";
import { accessConditions } from "./access-policy.ts";

/**
 * The conditions of a proxy that appends the app's path and query, each as one set that must hold: its headers
 * `X-Auth-Request-Allowed-Groups`, `-Emails` and `-Email-Domains`. The query is the app's own and decides nothing.
 *
 * A header that came twice is two sets, so that one which the caller added can only narrow who may pass.
 */
export function conditionsInHeaders({ headersDistinct }: Pick<IncomingMessage, "headersDistinct">): URLSearchParams[] {
  return accessConditions.flatMap((name) =>
    (headersDistinct[`x-auth-request-${name.replaceAll("_", "-")}`] ?? []).map(
      (value) => new URLSearchParams({ [name]: value }),
    ),
  );
}
