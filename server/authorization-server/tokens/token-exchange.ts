import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import type { GrantPayload } from "#server/authorization-server/grants/grant-payload.ts";
import { bindToSender } from "#server/authorization-server/library/sender-constraints.ts";
import { type ExchangedFor, exchangeableScopes } from "./exchange-policy.ts";
import { mayIntrospect } from "./introspection-policy.ts";
import type { RequestTokenState } from "./request-token-state.ts";

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

interface Extra {
  act?: object;
  /** Of a service's token that was exchanged: the service, since the token's own client is the app that exchanged it. */
  sub?: string;
}
type PersonToken = InstanceType<Provider["AccessToken"]> & { extra?: Extra | undefined };
type ServiceToken = InstanceType<Provider["ClientCredentials"]> & { extra?: Extra | undefined };
type SubjectToken = PersonToken | ServiceToken;

export interface TokenExchangeDeps {
  clients: ClientLookup;
  resources: ResourcePolicy;
  states: Pick<RequestTokenState, "current">;
  accountIsLive(userId: string, clientId?: string): Promise<boolean>;
}

/** What a token of this request descends from; the adapter ties it to the same grant and family, so that both end together. */
const subjectOfRequest = new WeakMap<object, SubjectToken>();

/** Whether what this request issues descends from a token that it sent. */
export function isExchange(ctx: object | undefined): boolean {
  return ctx !== undefined && subjectOfRequest.has(ctx);
}

/** RFC 8693 §4.1: the client that acts for the person or service, with the actors before it. */
export function actorClaims(ctx: KoaContextWithOIDC | undefined): { act: object; sub?: string } | undefined {
  const subject = ctx && subjectOfRequest.get(ctx);
  const actor = ctx?.oidc.client?.clientId;
  if (!subject) return undefined;
  const personal = isPersonal(subject);
  // A person's token was given to an app that acts for them; a service's token speaks for the service itself.
  const first = personal && subject.clientId !== actor ? { sub: subject.clientId } : undefined;
  const before = subject.extra?.act ?? first;
  const act = { sub: actor, ...(before ? { act: before } : {}) };
  return personal ? { act } : { act, sub: serviceOf(subject) };
}

/** The library names the token's own client as the subject of a JWT without a person; here that is only the actor. */
export function keepExchangedSubject(
  _ctx: unknown,
  token: { extra?: Extra | undefined },
  jwt: { payload: Record<string, unknown> },
): void {
  if (token.extra?.sub !== undefined) jwt.payload["sub"] = token.extra.sub;
}

function isPersonal(token: SubjectToken): token is PersonToken {
  return token.kind === "AccessToken";
}

/** The service that a token speaks for: its own client, unless an API exchanged it. */
function serviceOf(token: ServiceToken): string {
  return token.extra?.sub ?? String(token.clientId);
}

/**
 * An API that got a person's or a service's token calls another API for them: it exchanges the token for one addressed there.
 *
 * Shape:  opaque access token in; access token out, never a refresh token, never outliving what it came from.
 * Errors: invalid_request, invalid_target, invalid_scope; a subject token that isn't the caller's business is
 *         invalid_request without saying why.
 * Spec:   RFC 8693 §2, §4.1.
 */
export function registerTokenExchange(provider: Provider, deps: TokenExchangeDeps): void {
  const { clients, resources } = deps;

  /** Whether the token's subject still exists: the person with their consent, who may use both apps, or the service. */
  async function isLive(token: SubjectToken, exchangingClientId: string): Promise<boolean> {
    if (!isPersonal(token)) return (await clients.load(serviceOf(token))) !== undefined;
    if (!token.accountId || (token.grantId && !(await provider.Grant.find(token.grantId)))) return false;
    if (!(await deps.accountIsLive(token.accountId, token.clientId))) return false;
    const isOther = clients.find(exchangingClientId)?.allow !== undefined && exchangingClientId !== token.clientId;
    return !isOther || deps.accountIsLive(token.accountId, exchangingClientId);
  }

  async function requireSubject(ctx: KoaContextWithOIDC, client: { clientId: string }): Promise<SubjectToken> {
    const params = ctx.oidc.params ?? {};
    if (params["subject_token_type"] !== accessTokenType) throw invalid("subject_token_type must be an access token");
    if (params["actor_token"] !== undefined)
      throw invalid("the actor is the client itself: actor_token is not supported");
    if ((params["requested_token_type"] ?? accessTokenType) !== accessTokenType) {
      throw invalid("requested_token_type must be an access token");
    }
    const value = String(params["subject_token"]);
    const token = ((await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value))) as
      | SubjectToken
      | undefined;
    const caller = { clientId: client.clientId, isPublic: false };
    if (!token?.isValid || !mayIntrospect(clients, caller, token) || !(await isLive(token, client.clientId))) {
      throw invalid("subject_token is not valid");
    }
    return token;
  }

  function speakerOf(subject: SubjectToken, client: { clientId: string }, identifier: string): ExchangedFor {
    if (!isPersonal(subject)) return { kind: "service", scopes: resources.scopesFor(serviceOf(subject), identifier) };
    // Of an exchanged token too: the consent that it goes back to, and whose that is.
    const grant = deps.states.current()?.grant?.payload as GrantPayload | undefined;
    return { kind: "person", grant, holdsItself: (grant?.clientId ?? subject.clientId) === client.clientId };
  }

  function requireTarget(ctx: KoaContextWithOIDC, client: { clientId: string }, subject: SubjectToken) {
    const params = ctx.oidc.params ?? {};
    const targets = new Set(targetParameters.flatMap((name) => [params[name] ?? []].flat().map(String)));
    const [identifier] = targets;
    if (targets.size !== 1 || identifier === undefined) throw new errors.InvalidTarget();
    const info: ResourceServer = resources.getResourceServerInfo(ctx, identifier, client);
    const registered = resources.scopesFor(client.clientId, identifier);
    const entrusted = clients.find(client.clientId)?.exchangeScopes ?? [];
    const scopes = exchangeableScopes({ identifier, registered, entrusted }, speakerOf(subject, client, identifier));
    const asked = typeof params["scope"] === "string" ? params["scope"].split(" ").filter(Boolean) : scopes;
    const refused = asked.filter((scope) => !scopes.includes(scope));
    // A token without any scope would still say that the person sent its bearer there.
    if (refused.length > 0 || asked.length === 0) {
      throw new errors.InvalidScope("requested scope is not allowed", refused.join(" "));
    }
    return { identifier, info, scope: asked.join(" ") };
  }

  function issueFor(subject: SubjectToken, facts: object): SubjectToken {
    if (!isPersonal(subject)) return new provider.ClientCredentials(facts as never);
    const { accountId, sessionUid, expiresWithSession } = subject;
    const person = { accountId, sessionUid, expiresWithSession, gty: "token_exchange" };
    return new provider.AccessToken({ ...facts, ...person } as never);
  }

  provider.registerGrantType(
    tokenExchangeGrant,
    async (ctx) => {
      const { client } = ctx.oidc;
      if (client.clientAuthMethod === "none")
        throw new errors.UnauthorizedClient("public clients can't exchange tokens");
      const subject = await requireSubject(ctx, client);
      const target = requireTarget(ctx, client, subject);
      subjectOfRequest.set(ctx, subject);
      const lifetimeSeconds = Math.min(target.info.accessTokenTTL ?? subject.remainingTTL, subject.remainingTTL);
      const token = issueFor(subject, {
        client,
        resourceServer: new provider.ResourceServer(target.identifier, target.info),
        scope: target.scope,
        expiresIn: lifetimeSeconds,
      });
      await bindToSender(provider, ctx, token);
      ctx.oidc.entity(isPersonal(token) ? "AccessToken" : "ClientCredentials", token);
      ctx["body"] = {
        access_token: await token.save(),
        issued_token_type: accessTokenType,
        token_type: token.tokenType,
        expires_in: lifetimeSeconds,
        scope: target.scope,
      };
    },
    [...singleParameters, ...targetParameters],
    [...targetParameters],
  );
}

function invalid(description: string): Error {
  return new errors.InvalidRequest(description);
}
