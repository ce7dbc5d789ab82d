import { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { goesToNewPlace } from "#server/authorization-server/grants/existing-grant.ts";
import { allowEverything } from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { consentPlaces } from "#server/authorization-server/grants/redirect-places.ts";
import { nowSeconds } from "#server/clock.ts";
import { AppError } from "#server/errors/app-error.ts";
import { skipsQuestion } from "./first-party-policy.ts";

export interface FirstPartyGrantDeps {
  grants: Pick<GrantStore, "apply">;
  clients: ClientLookup;
  resources: ResourcePolicy;
  loadExistingGrant: NonNullable<Configuration["loadExistingGrant"]>;
}

/**
 * First-party apps skip the question: whatever they ask for within their registration is granted here.
 *
 * The step stands behind select_account and login, before consent: nothing is granted for a person who was signed in before and
 * didn't go on. A request with prompt=consent is granted at its page (create-consent-service.ts).
 */
export function firstPartyPrompt(deps: FirstPartyGrantDeps): interactionPolicy.Prompt {
  const { Check, Prompt } = interactionPolicy;
  const grant = async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    await grantWhatIsNew(ctx, deps);
    return Check.NO_NEED_TO_PROMPT;
  };
  const check = new Check("first_party", "granted without a question", "interaction_required", grant);
  return new Prompt({ name: "first_party" }, check);
}

async function grantWhatIsNew(ctx: KoaContextWithOIDC, deps: FirstPartyGrantDeps): Promise<void> {
  const { account, client, session } = ctx.oidc;
  if (!account || !client || !session || ctx.oidc.promptPending("consent")) return;
  const settings = deps.clients.find(client.clientId);
  if (!settings || !skipsQuestion(settings)) return;
  const { grant } = ctx.oidc as unknown as { grant: Grant };
  const asked = whatIsAsked(ctx, client.clientId, deps.resources);
  if (covers(grant, asked) && !goesToNewPlace(ctx)) return;
  const places = consentPlaces(settings, ctx.oidc.params?.["redirect_uri"]);
  await deps.grants
    .apply(account.accountId, client.clientId, allowEverything({ ...asked, places }), nowSeconds())
    .catch((error: unknown) => throwForApp(error));
  const written = await deps.loadExistingGrant(ctx);
  if (!written?.jti) throw new Error("a first-party grant is gone as soon as it was written");
  ctx.oidc.entity("Grant", written);
  session.ensureClientContainer(client.clientId);
  session.grantIdFor(client.clientId, written.jti);
}

/** A block is the app's to know as a refusal (RFC 6749 §4.1.2.1). */
function throwForApp(error: unknown): never {
  const isBlocked = error instanceof AppError && error.code === "consent_blocked";
  if (isBlocked) throw new errors.AccessDenied(undefined, "an administrator blocked this person or app");
  throw error;
}

interface Asked {
  openidScopes: string[];
  claims: string[];
  resourceScopes: Record<string, string[]>;
}
interface Grant {
  getOIDCScope(): string;
  getOIDCClaims(): string[];
  getResourceScope(identifier: string): string;
}

function whatIsAsked(ctx: KoaContextWithOIDC, clientId: string, resources: ResourcePolicy): Asked {
  const scopes = ctx.oidc.requestParamScopes;
  const identifiers = Object.keys(ctx.oidc.resourceServers ?? {});
  return {
    openidScopes: [...ctx.oidc.requestParamOIDCScopes],
    claims: [...ctx.oidc.requestParamClaims],
    resourceScopes: Object.fromEntries(
      identifiers.map((id) => [id, resources.scopesFor(clientId, id).filter((scope) => scopes.has(scope))]),
    ),
  };
}

function covers(grant: Grant, asked: Asked): boolean {
  const within = (wanted: readonly string[], have: readonly string[]) => wanted.every((one) => have.includes(one));
  return (
    within(asked.openidScopes, grant.getOIDCScope().split(" ")) &&
    within(asked.claims, grant.getOIDCClaims()) &&
    Object.entries(asked.resourceScopes).every(([id, scopes]) => within(scopes, grant.getResourceScope(id).split(" ")))
  );
}
