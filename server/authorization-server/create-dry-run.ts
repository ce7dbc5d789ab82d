import { decideTarget } from "#server/access/policy/decide-target.ts";
import type { SignInAccounts } from "#server/accounts/account-service.ts";
import { createResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import type { SelfDescribedClients } from "#server/authorization-server/clients/self-described-clients.ts";
import { createConsentService } from "#server/authorization-server/consent/create-consent-service.ts";
import { skipsQuestion } from "#server/authorization-server/consent/first-party-policy.ts";
import { type CutClaim, cutClaimsLog } from "#server/authorization-server/dry-run/cut-claims-log.ts";
import { createDryBrowser } from "#server/authorization-server/dry-run/dry-browser.ts";
import { createDryClients, drySecret } from "#server/authorization-server/dry-run/dry-clients.ts";
import { createDryGrants } from "#server/authorization-server/dry-run/dry-grants.ts";
import { createMemoryRecords } from "#server/authorization-server/dry-run/memory-records.ts";
import { memoryStates } from "#server/authorization-server/dry-run/memory-states.ts";
import { type Redeemed, redeemCode } from "#server/authorization-server/dry-run/redeem-code.ts";
import { createThrowawayKeys, type ThrowawayKeys } from "#server/authorization-server/dry-run/throwaway-keys.ts";
import {
  type WalkedAuthorization,
  walkAuthorization,
} from "#server/authorization-server/dry-run/walk-authorization.ts";
import { coversAddress } from "#server/authorization-server/grants/existing-grant.ts";
import { allowedScopes } from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AuthorizationDryRun, DryAuthorizationQuestion } from "./authorization-dry-run.ts";
import { createProvider, type ProviderDeps } from "./create-provider.ts";

export interface DryRunDeps
  extends Pick<ProviderDeps, "settings" | "keys" | "handles" | "deviceCodes" | "errors" | "notes"> {
  settings: ProviderDeps["settings"] & Parameters<typeof createConsentService>[0]["settings"];
  catalog: ProviderDeps["catalog"] &
    Parameters<typeof createDryClients>[0]["catalog"] &
    Parameters<typeof createConsentService>[0]["catalog"];
  selfDescribed: SelfDescribedClients;
  stores: { grants: GrantStore; attempts: ProviderDeps["stores"]["attempts"] };
  accounts: Pick<SignInAccounts, "findPerson">;
  signingKeys: Pick<SigningKeys, "algorithms">;
  formTokens: FormTokens;
}

export function createAuthorizationDryRun(deps: DryRunDeps): AuthorizationDryRun {
  const { settings, catalog, stores, accounts } = deps;
  let keys: Promise<ThrowawayKeys> | undefined;
  const { clients, selfDescribed } = createDryClients({
    catalog,
    selfDescribed: deps.selfDescribed,
    claimScopes: settings.claims.scopes,
  });
  const resources = createResourcePolicy(catalog, clients);

  /** An authorization server of its own for one question. */
  async function start(first: LiveSession | null) {
    keys ??= createThrowawayKeys();
    const memory = createMemoryRecords();
    const grants = createDryGrants(stores.grants, memory.records);
    const cut: CutClaim[] = [];
    let session = first;
    const shared = { ...deps, clients, selfDescribed, resources, audit: noAudit, log: cutClaimsLog(cut) };
    const { provider, answers } = createProvider({
      ...shared,
      stores: { ...memory, attempts: stores.attempts, grants },
      tokenStates: { states: memoryStates(memory.records), findPerson: accounts.findPerson },
      signingKeys: (await keys).offering(deps.signingKeys.algorithms),
      statusLists: noStatusLists(settings.publicUrl),
      openRegistration: undefined,
      certificates: undefined,
      usage: { touch() {}, flush: async () => {} },
      vault: { authenticate: async () => session, isLive: async () => true },
    });
    return {
      memory,
      grants,
      cut,
      consent: createConsentService({ ...shared, provider, grants, answers }),
      browser: createDryBrowser(provider.callback(), new URL(settings.publicUrl)),
      /** A public app has no secret to send. */
      isPublic: async (clientId: string) => (await provider.Client.find(clientId))?.clientAuthMethod === "none",
      session: () => session,
      signIn(next: LiveSession) {
        session = next;
        return next;
      },
    };
  }

  type Run = Awaited<ReturnType<typeof start>>;

  async function walk(
    question: DryAuthorizationQuestion,
    run: Run,
    { redirectUri, scope, prompt }: { redirectUri: string; scope: string; prompt: string | undefined },
  ): Promise<WalkedAuthorization> {
    const { clientId, resources: asked } = question;
    const request = { clientId, redirectUri, scope: scope === "" ? undefined : scope, resources: asked, prompt };
    return run.browser.within(() =>
      walkAuthorization(request, { ...run, signIn: () => run.signIn(question.signIn()) }),
    );
  }

  /** Each API's token needs a code of its own. */
  async function redeemAll(question: DryAuthorizationQuestion, run: Run, first: WalkedAuthorization, asked: Asked) {
    const [one, ...others] = question.resources;
    const targets = [one, ...others].map((resource, index) => ({ resource, isFirst: index === 0 }));
    const found: Redeemed[] = [];
    for (const { resource, isFirst } of targets) {
      const { code } = isFirst ? first : await walk(question, run, { ...asked, prompt: undefined });
      if (!code) continue;
      const { redirectUri } = asked;
      const secret = (await run.isPublic(question.clientId)) ? undefined : drySecret;
      found.push(await redeemCode({ ...code, clientId: question.clientId, secret, redirectUri, resource }, run));
    }
    const error = found.every(({ issued }) => issued) ? undefined : run.browser.refusal();
    return {
      refused: error && { error, toApp: undefined },
      tokens: found.flatMap(({ tokens }) => tokens),
      claims: found.flatMap(({ claims }) => claims),
    };
  }

  return {
    async authorize(question) {
      const { clientId, userId, session } = question;
      const client = await clients.load(clientId);
      if (!client) return undefined;
      const scopes = question.scopes ?? client.scopes;
      const run = await start(session);
      const live = await stores.grants.findLive(userId, clientId);
      const [redirectUri] = client.grantTypes.includes("authorization_code") ? client.redirectUris : [];
      const isCovered = live && (redirectUri === undefined || coversAddress(live.payload, redirectUri, catalog));
      const known = {
        client,
        scopes,
        notAllowed: session ? decideTarget(client.allow, session, `clients[${clientId}].allow`) : undefined,
        blocked: await blockOf(stores.grants, userId, clientId),
        skipsQuestion: skipsQuestion(client),
        remembered: isCovered ? allowedScopes(live.payload) : [],
      };
      if (redirectUri === undefined) return { ...known, ...nothing, hasNoPage: true };
      const asked = { redirectUri, scope: scopes.join(" "), prompt: question.prompt };
      const walked = await walk(question, run, asked);
      const redeemed = walked.code ? await redeemAll(question, run, walked, asked) : { tokens: [], claims: [] };
      return { ...nothing, ...known, ...walked, ...redeemed, cut: run.cut };
    },
  };
}

interface Asked {
  redirectUri: string;
  scope: string;
  prompt: string | undefined;
}

const nothing = {
  hasNoPage: false,
  refused: undefined,
  asksSignIn: false,
  question: undefined,
  tokens: [],
  claims: [],
  cut: [],
};

async function blockOf(grants: Pick<GrantStore, "requireNoBlock">, userId: string, clientId: string) {
  try {
    await grants.requireNoBlock(userId, clientId);
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === "consent_blocked") return error;
    throw error;
  }
}

/** JWTs of a dry run have a place in no list. */
function noStatusLists(publicUrl: string): ProviderDeps["statusLists"] {
  const listId = "dry-run";
  return {
    places: { take: async () => ({ listId, index: 0 }) },
    uriOf: (id) => `${publicUrl}/${id}`,
    aggregationUri: publicUrl,
  };
}

const noAudit: ProviderDeps["audit"] = { record() {}, flush: async () => {} };
