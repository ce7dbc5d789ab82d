import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import type { ProviderAllow } from "#server/config/access/access-settings.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Asks GitHub's API with the person's token. */
export type AskGithub = (path: string) => Promise<Response>;

const longestReason = 160;

/**
 * Which of the organizations and teams that `allow` names a person is an active member of. Only these are asked about, so nothing
 * else of the person's memberships is kept.
 *
 * A membership that is pending doesn't count. An organization that restricts OAuth apps, and an app that may not see it, answer 403:
 * GitHub's words are kept for the operator.
 *
 * Errors: provider_unreachable when GitHub has a problem of its own, or the rate limit is used up.
 */
export async function githubMemberships(
  allow: Pick<ProviderAllow, "organizations" | "teams"> | undefined,
  login: string,
  ask: AskGithub,
): Promise<ProviderFacts> {
  const reasons: string[] = [];
  const among = async (names: readonly string[] | undefined, pathOf: (name: string) => string) => {
    if (names === undefined) return undefined;
    const answers = await Promise.all(names.map((name) => isActive(name, pathOf(name), ask, reasons)));
    return names.filter((_name, index) => answers[index]);
  };
  const [organizations, teams] = await Promise.all([
    among(allow?.organizations, (name) => `/user/memberships/orgs/${encodeURIComponent(name)}`),
    among(allow?.teams, (name) => {
      const [organization = "", team = ""] = name.split("/").map(encodeURIComponent);
      return `/orgs/${organization}/teams/${team}/memberships/${encodeURIComponent(login)}`;
    }),
  ]);
  return { organizations, teams, unknownBecause: reasons.length > 0 ? reasons.join("; ") : undefined };
}

async function isActive(name: string, path: string, ask: AskGithub, reasons: string[]): Promise<boolean> {
  const response = await ask(path);
  if (response.status >= 500 || isRateLimited(response)) {
    throw new AppError("provider_unreachable", { detail: `GitHub's ${path} answered ${response.status}` });
  }
  const body: unknown = await response.json().catch(() => undefined);
  const { state, message } = Object(body) as { state?: unknown; message?: unknown };
  if (response.status === 200) return state === "active";
  if (response.status !== 404) {
    const words = typeof message === "string" ? message.slice(0, longestReason).toWellFormed() : "no reason";
    reasons.push(`GitHub doesn't show ${name} to this app (${response.status}: ${words})`);
  }
  return false;
}

/** GitHub REST API, “Rate limits”: 403 or 429 with nothing remaining, or with the time to wait. */
function isRateLimited({ status, headers }: Response): boolean {
  const spent = headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after");
  return status === 429 || (status === 403 && spent);
}
