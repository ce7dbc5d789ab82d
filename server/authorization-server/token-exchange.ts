import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import type { ClientCatalog } from "./client-catalog.ts";
import { mayIntrospect } from "./introspection-policy.ts";
import { bindToProof } from "./oidc-provider-internals.ts";
import type { ResourcePolicy } from "./resource-policy.ts";

export const tokenExchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

const singleParameters = [
  "subject_token",
  "subject_token_type",
  "actor_token",
  "actor_token_type",
  "requested_token_type",
  "scope",
] as const;
const targetParameters = ["audience", "resource"] as const;

type AccessToken = InstanceType<Provider["AccessToken"]> & { extra?: { act?: object } | undefined };

export interface TokenExchangeDeps {
  clients: ClientCatalog;
  resources: ResourcePolicy;
  accountIsLive(userId: string): Promise<boolean>;
}

/** What a token of this request descends from; the adapter ties it to the same grant, so that both end together. */
const subjectOfRequest = new WeakMap<object, AccessToken>();

export function subjectTokenOf(ctx: object | undefined): AccessToken | undefined {
  return ctx && subjectOfRequest.get(ctx);
}

/** RFC 8693 §4.1: who acts for the person, and for whom that one acted before. */
export function actorClaims(ctx: KoaContextWithOIDC | undefined): { act: object } | undefined {
  const subject = subjectTokenOf(ctx);
  if (!subject) return undefined;
  const before =
    subject.extra?.act ?? (subject.clientId === ctx?.oidc.client?.clientId ? undefined : { sub: subject.clientId });
  return { act: { sub: ctx?.oidc.client?.clientId, ...(before ? { act: before } : {}) } };
}

/**
 * An API that got a person's token calls another API for that person: it exchanges the token for one addressed there.
 *
 * Shape:  opaque access token in; access token out, never a refresh token, never outliving what it came from.
 * Errors: invalid_request, invalid_target, invalid_scope; a subject token that isn't the caller's business is
 *         invalid_request without saying why.
 * Spec:   RFC 8693 §2, §4.1.
 */
export function registerTokenExchange(provider: Provider, deps: TokenExchangeDeps): void {
  const { clients, resources } = deps;

  async function requireSubject(ctx: KoaContextWithOIDC, client: { clientId: string }): Promise<AccessToken> {
    const params = ctx.oidc.params ?? {};
    if (params["subject_token_type"] !== accessTokenType) throw invalid("subject_token_type must be an access token");
    if (params["actor_token"] !== undefined)
      throw invalid("the actor is the client itself: actor_token is not supported");
    if ((params["requested_token_type"] ?? accessTokenType) !== accessTokenType) {
      throw invalid("requested_token_type must be an access token");
    }
    const token = (await provider.AccessToken.find(String(params["subject_token"]))) as AccessToken | undefined;
    const grant = token?.grantId ? await provider.Grant.find(token.grantId) : undefined;
    const caller = { clientId: client.clientId, isPublic: false };
    const holds =
      token?.isValid && token.accountId && (!token.grantId || grant) && mayIntrospect(clients, caller, token);
    if (!holds || !(await deps.accountIsLive(token.accountId))) throw invalid("subject_token is not valid");
    return token;
  }

  function requireTarget(ctx: KoaContextWithOIDC, client: { clientId: string }) {
    const params = ctx.oidc.params ?? {};
    const targets = new Set(targetParameters.flatMap((name) => [params[name] ?? []].flat().map(String)));
    const [identifier] = targets;
    if (targets.size !== 1 || identifier === undefined) throw new errors.InvalidTarget();
    const info: ResourceServer = resources.getResourceServerInfo(ctx, identifier, client);
    const scopes = resources.scopesFor(client.clientId, identifier);
    const asked = typeof params["scope"] === "string" ? params["scope"].split(" ") : scopes;
    const unknown = asked.filter((scope) => !scopes.includes(scope));
    if (unknown.length > 0) throw new errors.InvalidScope("requested scope is not allowed", unknown.join(" "));
    return { identifier, info, scope: asked.join(" ") };
  }

  provider.registerGrantType(
    tokenExchangeGrant,
    async (ctx) => {
      const { client } = ctx.oidc;
      if (client.clientAuthMethod === "none")
        throw new errors.UnauthorizedClient("public clients can't exchange tokens");
      const subject = await requireSubject(ctx, client);
      const target = requireTarget(ctx, client);
      subjectOfRequest.set(ctx, subject);
      const lifetimeSeconds = Math.min(target.info.accessTokenTTL ?? subject.remainingTTL, subject.remainingTTL);
      const token = new provider.AccessToken({
        accountId: subject.accountId,
        client,
        resourceServer: new provider.ResourceServer(target.identifier, target.info),
        scope: target.scope,
        expiresIn: lifetimeSeconds,
        gty: "token_exchange",
        sessionUid: subject.sessionUid,
        expiresWithSession: subject.expiresWithSession,
      } as unknown as ConstructorParameters<typeof provider.AccessToken>[0]);
      await bindToProof(provider, ctx, token);
      ctx.oidc.entity("AccessToken", token);
      ctx["body"] = {
        access_token: await token.save(),
        issued_token_type: accessTokenType,
        token_type: token.tokenType,
        expires_in: lifetimeSeconds,
        scope: target.scope || undefined,
      };
    },
    [...singleParameters, ...targetParameters],
    [...targetParameters],
  );
}

function invalid(description: string): Error {
  return new errors.InvalidRequest(description);
}
