import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallGate } from "#server/bff/gate/call-gate.ts";
import type { ClaimRule } from "#server/claims/claim-rule.ts";
import { answerJson, headersObject } from "#server/http/answer-json.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { userClaims } from "./user-claims.ts";

export interface UserEndpointDeps {
  authenticate(request: IncomingMessage, slide: boolean): Promise<LiveSession | null>;
  gate: CallGate;
  /** The operator's claims for frontends are among them. */
  rules: readonly ClaimRule[];
  /** Called with claims that are left out because they are too long. */
  onClaimsCut(cut: readonly string[], where: { place: string; user: string }): void;
  nowSeconds(): number;
}

/**
 * `GET /bff/user` – who is signed in, as an array of claims.
 *
 * Signed out: 401, or 200 `null` with `?anonymous=null`. `?slide=false` only looks: the session's end by inactivity
 * stays where it is, so that an open tab doesn't keep its person signed in.
 *
 * Errors: session_required; frontend_on_other_site for a frontend that the browser keeps the cookie from.
 */
export function createUserEndpoint({ authenticate, gate, rules, onClaimsCut, nowSeconds }: UserEndpointDeps) {
  return async function user(request: IncomingMessage, response: ServerResponse, query: URLSearchParams) {
    const session = await authenticate(request, query.get("slide") !== "false");
    const headers = headersObject(gate.crossOriginHeaders(request));
    if (session !== null) answerJson(response, userClaims(session, nowSeconds(), rules, onClaimsCut), headers);
    // Not null: it would be signed out for ever, and never know why.
    else if (query.get("anonymous") === "null" && !gate.otherSites.calls(request)) answerJson(response, null, headers);
    else throw gate.otherSites.refusal(request);
  };
}
