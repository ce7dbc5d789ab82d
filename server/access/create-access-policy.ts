import {
  type AccessPolicyStore,
  accessPolicyChannel,
  type StoredPolicy,
  type StoredRules,
} from "#server/access/access-policy-store.ts";
import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import { decideAccess } from "#server/access/policy/decide-access.ts";
import { decideProvider } from "#server/access/policy/decide-provider.ts";
import { namesOf } from "#server/access/policy/names-of.ts";
import type { JudgedIdentity } from "#server/access/policy/provider-facts.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { AccessRules, SignUp } from "#server/config/access/access-settings.ts";
import { accessSetting } from "#server/config/access/settle-access.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { AccessPolicy } from "./access-policy.ts";
import { createAnnouncedValue } from "./announced-value.ts";

export interface AccessPolicyDeps {
  settings: Pick<Settings, "access" | "admins">;
  catalog: { providers: Pick<Catalog["providers"], "find"> };
  /** Where administrators keep theirs; left out where there is only the file's. */
  database?: {
    store: Pick<AccessPolicyStore, "read">;
    notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  };
}

const strictness: readonly SignUp[] = ["open", "invited", "closed"];

export function createAccessPolicy({ settings, catalog, database }: AccessPolicyDeps): AccessPolicy {
  const handlers = new Set<() => void>();
  const stored =
    database &&
    createAnnouncedValue<StoredPolicy | undefined>({
      notify: database.notify,
      channel: accessPolicyChannel,
      read: database.store.read,
      onStale: () => handlers.forEach((handler) => void handler()),
    });

  /** Never without the database's part, because the file alone may allow more. */
  function rules(): readonly AccessRules[] {
    if (!stored) return [settings.access];
    const known = stored.current();
    if (!known) throw new AppError("database_unavailable", { detail: "the access policy was not read yet" });
    return together(known.value?.rules);
  }

  function together(own: StoredRules | undefined): readonly AccessRules[] {
    return own ? [settings.access, { ...own, source: "database" }] : [settings.access];
  }

  function judgeBy(inForce: readonly AccessRules[], identity: JudgedIdentity): AccessRefusal | undefined {
    const ofProvider = judgeProvider(identity);
    if (ofProvider || isNamedAdmin(identity)) return ofProvider;
    return inForce.map((one) => decideAccess(one, identity)).find((refusal) => refusal !== undefined);
  }

  const isNamedAdmin = (identity: JudgedIdentity) => namesOf(identity).some((name) => settings.admins.includes(name));

  function judgeProvider(identity: JudgedIdentity) {
    const provider = catalog.providers.find(identity.providerId);
    return provider && decideProvider(provider, identity);
  }

  return {
    refresh: () => stored?.refresh(),
    judgeProvider,
    judge: (identity) => judgeBy(rules(), identity),
    judgeWith: (candidate, identity) => judgeBy(together(candidate), identity),
    judgeSignUp(identity) {
      const [strictest] = [...rules()].sort((a, b) => strictness.indexOf(b.signUp) - strictness.indexOf(a.signUp));
      const { signUp, source } = strictest ?? settings.access;
      return { mode: isNamedAdmin(identity) ? "open" : signUp, setting: accessSetting(source, "signUp") };
    },
    rules,
    onChange(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    close: () => stored?.close(),
  };
}
