import { decodeJwt } from "jose";
import type Provider from "oidc-provider";
import type { InteractionResults } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientCatalog } from "#server/authorization-server/clients/client-catalog.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { allowEverything, allowedScopes } from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { sessionAcr } from "#server/authorization-server/library/session-acr.ts";
import { errorPageCode } from "#server/authorization-server/requests/authorization-error.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { ClientSettings, Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { cookieValues } from "#server/http/cookies.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { consentChange, type Interaction, questionOf, requestedBy } from "./consent-request.ts";
import type { ConsentService, ConsentStep } from "./consent-service.ts";
import { consentView } from "./consent-view.ts";
import { answerMark, type InteractionAnswers } from "./interaction-answers.ts";
import { decideLogin } from "./login-policy.ts";
import { requireAskingClient } from "./require-asking-client.ts";
import { createWaysBack, type WayBackDeps } from "./way-back.ts";

export interface ConsentServiceDeps extends Pick<WayBackDeps, "unlisted" | "notes"> {
  provider: Provider;
  settings: Pick<Settings, "publicUrl">;
  catalog: Pick<Catalog, "scopes" | "resources">;
  clients: ClientCatalog;
  resources: ResourcePolicy;
  grants: GrantStore;
  formTokens: FormTokens;
  answers: Pick<InteractionAnswers, "claim" | "requireSame">;
  audit: AuditLog;
  nowSeconds?: () => number;
}

/** The person's side of an authorization request: who they are, and what they allow. */
export function createConsentService(deps: ConsentServiceDeps): ConsentService {
  const { provider, settings, catalog, clients, resources, grants, formTokens, answers, audit } = deps;
  const nowSeconds = deps.nowSeconds ?? (() => Math.floor(Date.now() / 1000));
  const purpose = (uid: string) => `consent/${uid}`;

  /** The interaction of this browser. The URL's uid alone proves nothing: it could be part of a link. */
  async function findOpen(uid: string, cookieHeader: string | undefined): Promise<Interaction | undefined> {
    const cookies = cookieValues(cookieHeader, provider.cookieName("interaction"));
    if (cookies.length !== 1 || cookies[0] !== uid) throw new AppError("interaction_expired");
    const interaction = await provider.Interaction.find(uid);
    return interaction?.result ? undefined : interaction;
  }

  async function requireInteraction(uid: string, cookieHeader: string | undefined): Promise<Interaction> {
    const interaction = await findOpen(uid, cookieHeader);
    if (!interaction) throw new AppError("interaction_expired");
    return interaction;
  }

  async function finish(interaction: Interaction, result: InteractionResults): Promise<string> {
    // What earlier steps of the same request answered (a sign-in before this consent) stays answered.
    interaction.result = "error" in result ? result : { ...interaction.lastSubmission, ...result };
    await interaction.persist();
    return interaction.returnTo;
  }

  function loginResult(session: LiveSession): InteractionResults {
    return {
      login: {
        accountId: session.userId,
        ts: session.authTimeSeconds,
        acr: sessionAcr(session),
        ...(session.amr.length > 0 ? { amr: [...session.amr] } : {}),
      },
    };
  }

  /**
   * The library resumes only in the session that the request began in. Signing in changes the session's id, so the
   * request moves along, and can from then on be finished in this session only.
   */
  function moveToSession(interaction: Interaction, session: LiveSession): void {
    interaction.session = { accountId: session.userId, uid: session.id, cookie: session.id };
  }

  async function openLogin(interaction: Interaction, session: LiveSession | null): Promise<ConsentStep> {
    const { prompt, params } = interaction;
    const step = decideLogin({
      reasons: prompt.reasons,
      startedAtSeconds: interaction.iat,
      originSessionId: interaction.session?.uid,
      demandedSubject: demandedSubject(prompt.details),
      demandedAcrs: demandedAcrs(prompt.details),
      session,
    });
    if (session) moveToSession(interaction, session);
    if (step.kind === "refuse") {
      const { error, description } = step;
      return { kind: "continue", redirectTo: await finish(interaction, { error, error_description: description }) };
    }
    if (step.kind === "sign_in" || !session) {
      return {
        kind: "sign_in",
        prompt: step.kind === "sign_in" && step.fresh ? wishFor(interaction) : undefined,
        loginHint: typeof params["login_hint"] === "string" ? params["login_hint"] : undefined,
        clientName: (await requireClient(interaction)).name,
      };
    }
    const selected = prompt.name === "select_account" ? { select_account: {} } : {};
    return { kind: "continue", redirectTo: await finish(interaction, { ...loginResult(session), ...selected }) };
  }

  async function requireClient(interaction: Interaction): Promise<ClientSettings> {
    try {
      const { clientId } = await requireAskingClient(provider, interaction.params);
      const client = await clients.load(clientId);
      if (client) return client;
    } catch (cause) {
      throw new AppError(errorPageCode(cause as Error), { cause });
    }
    throw new AppError("client_unknown");
  }

  return {
    async open(uid, cookieHeader, session) {
      const interaction = await requireInteraction(uid, cookieHeader);
      if (interaction.prompt.name !== "consent") return openLogin(interaction, session);
      const client = await requireClient(interaction);
      if (!session) return { kind: "sign_in", prompt: undefined, loginHint: undefined, clientName: client.name };
      if (interaction.session?.uid !== session.id) {
        // Signed in again, or as somebody else, since the question was asked: whoever is here now is asked.
        const changed = interaction.session?.accountId !== session.userId;
        moveToSession(interaction, session);
        if (changed) return { kind: "continue", redirectTo: await finish(interaction, loginResult(session)) };
        await interaction.persist();
      }
      const question = questionOf(interaction, requestedBy(interaction.params, resources));
      // Nobody vouches for a native app: any program on the device could send its request (RFC 8252 §8.6).
      if (client.firstParty && !interaction.prompt.reasons.includes("native_client_prompt")) {
        await grants.apply(session.userId, client.clientId, allowEverything(question), nowSeconds());
        return { kind: "continue", redirectTo: await finish(interaction, { consent: {} }) };
      }
      const live = await grants.findLive(session.userId, client.clientId);
      const view = consentView({
        uid,
        formToken: formTokens.issue(session, purpose(uid)),
        question,
        client,
        redirectUri: asString(interaction.params["redirect_uri"]),
        usedBefore: live !== undefined || (await grants.wasConnected(session.userId, client.clientId)),
        grantedScopes: live ? allowedScopes(live.payload) : [],
        catalog,
      });
      return { kind: "ask", view };
    },

    async decide(uid, cookieHeader, session, decision) {
      if (!session) throw new AppError("session_required");
      formTokens.require(session, purpose(uid), decision.formToken);
      const mark = answerMark(session, decision.allow, decision.scopes);
      const interaction = await findOpen(uid, cookieHeader);
      if (!interaction) return { redirectTo: await answers.requireSame(uid, mark) };
      if (interaction.prompt.name !== "consent" || interaction.session?.uid !== session.id) {
        throw new AppError("interaction_expired");
      }
      const client = await requireClient(interaction);
      const facts = { userId: session.userId, sessionId: session.id, clientId: client.clientId };
      if (decision.allow) {
        const question = questionOf(interaction, requestedBy(interaction.params, resources));
        const change = consentChange(question, client.optionalScopes, decision.scopes);
        const claim = await answers.claim(interaction, { consent: {} }, mark);
        if (await grants.applyIf(claim, session.userId, client.clientId, change, nowSeconds())) {
          const given = [...change.openidScopes, ...Object.values(change.resourceScopes).flat()];
          audit.record({ type: "consent.granted", outcome: "success", ...facts, details: { scopes: given } });
        }
      } else {
        const claim = await answers.claim(interaction, declined, mark);
        if (await claim()) audit.record({ type: "consent.denied", outcome: "success", ...facts });
      }
      // The first answer counts, whether it was this one.
      return { redirectTo: await answers.requireSame(uid, mark) };
    },

    ...createWaysBack({ ...deps, issuer: settings.publicUrl }),
  };
}

const declined = { error: "access_denied", error_description: "the person declined" };

/** How the provider is asked: choosing an account needs no password anew, unless the app wants that as well. */
function wishFor({ prompt, params }: Interaction): "login" | "select_account" {
  const wishes = String(params["prompt"] ?? "").split(" ");
  return prompt.name === "select_account" && !wishes.includes("login") ? "select_account" : "login";
}

/** The subject that the app insists on: by the hint (already verified by the library) or by the claims parameter. */
function demandedSubject(details: Readonly<Record<string, unknown>>): string | undefined {
  const claim = details["sub"] as { value?: unknown } | undefined;
  if (typeof claim?.value === "string") return claim.value;
  const hint = details["id_token_hint"];
  return typeof hint === "string" ? decodeJwt(hint).sub : undefined;
}

/** What an essential `acr` may be (OIDC Core §5.5.1.1): one value or several. */
function demandedAcrs(details: Readonly<Record<string, unknown>>): string[] {
  const { value, values } = (details["acr"] ?? {}) as { value?: unknown; values?: unknown };
  return [value, values].flat().filter((acr) => typeof acr === "string");
}

function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
