import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { checkReturnPath, withParameter } from "#server/http/return-path.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";

export interface ReturnEndpointDeps {
  settings: Pick<Settings, "origin" | "frontendOrigins">;
  keptReturnPaths: Pick<KeptReturnPaths, "find">;
}

/** What a sign-in adds to the address that it leads back to (OpenID Connect Core §3.1.2.6). */
const passedOn = new Set(["login_required", "interaction_required"]);

/**
 * `GET /bff/return?to=` – leads to an address that was too long to be carried along; see kept-return-paths.ts.
 *
 * Errors: return_path_expired.
 */
export function createReturnEndpoint({ settings, keptReturnPaths }: ReturnEndpointDeps) {
  return async function goBack(_request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
    const kept = await keptReturnPaths.find(query.get("to") ?? "");
    const target = checkReturnPath(kept, settings.origin, settings.frontendOrigins);
    const error = query.get("error") ?? "";
    const location = passedOn.has(error) ? withParameter(target, settings.origin, "error", error) : target;
    response.writeHead(303, { location, "cache-control": "no-store" }).end();
  };
}
