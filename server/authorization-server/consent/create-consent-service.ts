import type Provider from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { requireAllowedAt } from "#server/authorization-server/clients/require-allowed.ts";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { allowEverything, allowedScopes } from "#server/authorization-server/grants/grant-payload.ts";
import type { GrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { consentPlaces } from "#server/authorization-server/grants/redirect-places.ts";
import { errorPageCode } from "#server/authorization-server/requests/error-page-code.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import type { ClientSettings, Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { cookieValues } from "#server/http/cookies/cookies.ts";
import type { FormTokens } from "#server/http/signed/form-token.ts";
import { accessPromptName } from "./access-prompt.ts";
import { consentChange, type Interaction, questionOf, requestedBy } from "./consent-request.ts";
import type { ConsentService } from "./consent-service.ts";
import { consentView } from "./consent-view.ts";
import { skipsQuestion } from "./first-party-policy.ts";
import { answerMark, type InteractionAnswers } from "./interaction-answers.ts";
import { createInteractionReader, type ReadInteraction } from "./interaction-reader.ts";
import { finishInteraction, loginResult, moveToSession } from "./interaction-result.ts";
import { newPlaceReason } from "./new-place-check.ts";
import { openLogin } from "./open-login.ts";
import { requireAskingClient } from "./require-asking-client.ts";
import { createWaysBack, type WayBackDeps } from "./way-back.ts";

export interface ConsentServiceDeps extends Pick<WayBackDeps, "selfDescribed" | "notes"> {
  provider: Provider;
  settings: Pick<Settings, "publicUrl" | "claims">;
  catalog: Pick<Catalog, "scopes" | "resources">;
  clients: ClientLookup;
  resources: ResourcePolicy;
  grants: Pick<GrantStore, "findLive" | "apply" | "applyIf" | "requireNoBlock" | "wasConnected">;
  formTokens: FormTokens;
  answers: Pick<InteractionAnswers, "claim" | "requireSame">;
  audit: AuditLog;
  nowSeconds?: () => number;
}

/** The person's side of an authorization request: who they are, and what they allow. */
export function createConsentService(deps: ConsentServiceDeps): ConsentService {
  const { provider, settings, catalog, clients, resources, grants, formTokens, answers, audit } = deps;
  const nowSeconds = deps.nowSeconds ?? currentSeconds;
  const purpose = (uid: string) => `consent/${uid}`;

  const readOnce = createInteractionReader(provider);
  const readNow: ReadInteraction = (uid) => provider.Interaction.find(uid);

  /** The interaction of this browser. The URL's uid alone proves nothing: it could be part of a link. */
  async function findOpen(uid: string, cookieHeader: string | undefined, read: ReadInteraction) {
    const cookies = cookieValues(cookieHeader, provider.cookieName("interaction"));
    if (cookies.length !== 1 || cookies[0] !== uid) throw new AppError("interaction_expired");
    const interaction = await read(uid);
    return interaction?.result ? undefined : interaction;
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
      const interaction = await findOpen(uid, cookieHeader, readOnce);
      if (!interaction) throw new AppError("interaction_expired");
      if (interaction.prompt.name === accessPromptName && session) {
        requireAllowedAt(await requireClient(interaction), session);
        moveToSession(interaction, session);
        return { kind: "continue", redirectTo: await finishInteraction(interaction, loginResult(session)) };
      }
      if (interaction.prompt.name !== "consent") {
        return openLogin(interaction, session, async () => (await requireClient(interaction)).name);
      }
      const client = await requireClient(interaction);
      if (!session) return { kind: "sign_in", prompt: undefined, loginHint: undefined, clientName: client.name };
      if (interaction.session?.uid !== session.id) {
        // After another sign-in since the question was asked, another person is asked anew.
        const changed = interaction.session?.accountId !== session.userId;
        moveToSession(interaction, session);
        if (changed)
          return { kind: "continue", redirectTo: await finishInteraction(interaction, loginResult(session)) };
        await interaction.persist();
      }
      requireAllowedAt(client, session);
      const question = questionOf(interaction, requestedBy(interaction.params, resources, settings.claims.scopes));
      if (skipsQuestion(client)) {
        const change = allowEverything({ ...question, places: placesOf(client, interaction) });
        await grants.apply(session.userId, client.clientId, change, nowSeconds());
        return { kind: "continue", redirectTo: await finishInteraction(interaction, { consent: {} }) };
      }
      await grants.requireNoBlock(session.userId, client.clientId);
      const live = await grants.findLive(session.userId, client.clientId);
      const view = consentView({
        rules: settings.claims.rules,
        uid,
        formToken: formTokens.issue(session, purpose(uid)),
        question,
        client,
        redirectUri: asString(interaction.params["redirect_uri"]),
        usedBefore: live !== undefined || (await grants.wasConnected(session.userId, client.clientId)),
        // Nothing was allowed at another place.
        grantedScopes: live && !isAtNewPlace(interaction) ? allowedScopes(live.payload) : [],
        catalog,
      });
      return { kind: "ask", view };
    },

    async decide(uid, cookieHeader, session, decision) {
      if (!session) throw new AppError("session_required");
      formTokens.require(session, purpose(uid), decision.formToken);
      const mark = answerMark(session, decision.allow, decision.scopes);
      const interaction = await findOpen(uid, cookieHeader, readNow);
      if (!interaction) return { redirectTo: await answers.requireSame(uid, mark) };
      if (interaction.prompt.name !== "consent" || interaction.session?.uid !== session.id) {
        throw new AppError("interaction_expired");
      }
      const client = await requireClient(interaction);
      requireAllowedAt(client, session);
      const facts = { userId: session.userId, sessionId: session.id, clientId: client.clientId };
      if (decision.allow) {
        const question = questionOf(interaction, requestedBy(interaction.params, resources, settings.claims.scopes));
        const given = consentChange(question, client.optionalScopes, decision.scopes);
        const change = { ...given, places: placesOf(client, interaction) };
        const claim = await answers.claim(interaction, { consent: {} }, mark);
        if (await grants.applyIf(claim, session.userId, client.clientId, change, nowSeconds())) {
          const scopes = [...change.openidScopes, ...Object.values(change.resourceScopes).flat()];
          audit.record({ type: "consent.granted", outcome: "success", ...facts, details: { scopes } });
        }
      } else {
        const claim = await answers.claim(interaction, declined, mark);
        if (await claim()) audit.record({ type: "consent.denied", outcome: "success", ...facts });
      }
      // The first answer counts, whether it was this one.
      return { redirectTo: await answers.requireSame(uid, mark) };
    },

    ...createWaysBack({ ...deps, readInteraction: readOnce, issuer: settings.publicUrl }),
  };
}

const declined = { error: "access_denied", error_description: "the person declined" };

const isAtNewPlace = ({ prompt }: Interaction) => prompt.reasons.includes(newPlaceReason);
const placesOf = (client: ClientSettings, { params }: Interaction) => consentPlaces(client, params["redirect_uri"]);

function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
