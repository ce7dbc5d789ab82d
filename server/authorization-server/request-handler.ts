import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { hashSentSecret } from "#server/authorization-server/clients/hashed-client-secret.ts";
import type { OpenRegistration } from "#server/authorization-server/clients/open-registration.ts";
import type { EndSession } from "#server/authorization-server/logout/end-session.ts";
import { canonicalizeRequest } from "#server/authorization-server/requests/canonical-request.ts";
import type { ClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import type { CrossOriginRules } from "#server/authorization-server/requests/cross-origin.ts";
import { readEmptyBasicSecret } from "#server/authorization-server/requests/empty-basic-secret.ts";
import { preferJson } from "#server/authorization-server/requests/program-endpoints.ts";
import { answerUnavailable, StoreUnavailable } from "#server/authorization-server/requests/store-unavailable.ts";
import { isProtocolPath, isRegistration } from "#server/authorization-server/requests/unknown-paths.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { JwtAccessTokens } from "#server/authorization-server/status-lists/accept-jwt-access-tokens.ts";
import type { StatusListEndpoint } from "#server/authorization-server/status-lists/status-list-endpoint.ts";
import type { RememberedIntrospections } from "#server/authorization-server/tokens/remembered-introspections.ts";
import { AppError } from "#server/errors/app-error.ts";
import { sendProblem } from "#server/http/problem.ts";
import { targetPath } from "#server/http/request-target.ts";
import type { AuthorizationServer } from "./authorization-server.ts";

export interface RequestHandlerDeps {
  provider: Provider;
  publicUrl: URL;
  /** Whether apps may register themselves. */
  registers: boolean;
  introspections: Pick<RememberedIntrospections, "answer">;
  certificates: ClientCertificates | undefined;
  statusLists: StatusListEndpoint;
  signingKeys: Pick<SigningKeys, "catchUp">;
  openRegistration: Pick<OpenRegistration, "admit"> | undefined;
  jwts: JwtAccessTokens;
  endSession: EndSession;
  crossOrigin: Pick<CrossOriginRules, "letOriginReadRefusal">;
}

/** The way of a request: what is answered or rewritten here, in this order, before the library gets it. */
export function createRequestHandler(deps: RequestHandlerDeps): Pick<AuthorizationServer, "handle" | "onRefused"> {
  const { provider, introspections, certificates, statusLists, openRegistration, jwts, endSession, crossOrigin } = deps;
  const { signingKeys } = deps;
  const answer = provider.callback();
  const isPublicClient = async (clientId: string) =>
    (await provider.Client.find(clientId))?.clientAuthMethod === "none";

  /** Whether the request may go on; otherwise it was answered, because the database is away. */
  async function authenticatesAsUsual(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    try {
      if (request.method === "POST") await readEmptyBasicSecret(request, isPublicClient);
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      crossOrigin.letOriginReadRefusal(request, response);
      answerUnavailable(response, error);
      return false;
    }
  }

  return {
    async handle(request, response) {
      if (!canonicalizeRequest(request, deps.publicUrl)) {
        sendProblem(response, new AppError("request_invalid", { detail: "request target is not a path" }));
        return;
      }
      preferJson(request);
      if (await introspections.answer(request, response)) return;
      // No promise while clients want the algorithms that they wanted before.
      const missing = signingKeys.catchUp();
      if (missing) await missing;
      certificates?.read(request);
      const path = targetPath(request.url);
      if (statusLists.matches(path)) return statusLists.handle(request, response);
      if (openRegistration?.admit(request, response, path)) return;
      if (!(await authenticatesAsUsual(request, response))) return;
      jwts.accept(request, path);
      if (request.method === "PUT" && isRegistration(path)) hashSentSecret(request);
      if (endSession.matches(path)) await endSession.handle(request, response);
      else if (isProtocolPath(path, deps.registers)) await answer(request, response);
      else sendProblem(response, new AppError("route_not_found"));
    },
    onRefused(request, response) {
      preferJson(request);
      crossOrigin.letOriginReadRefusal(request, response);
    },
  };
}
