import { notFound } from "next/navigation";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { QuestionCard } from "#components/admin/parts/question-card.tsx";
import { isPersonAct, needsReach, personActs } from "#components/admin/people/person-acts.ts";
import { PersonQuestion as ActQuestion } from "#components/admin/people/person-question.tsx";
import { RemoveRoleQuestion } from "#components/admin/roles/remove-role-question.tsx";
import { roleSpecs } from "#components/admin/roles/role-specs.ts";
import type { Frame } from "#components/frame/frame.ts";
import type { Translator } from "#components/messages/create-translator.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { Administrator } from "../../_admin.ts";
import { readDraft } from "../../_draft.ts";
import { providerName } from "../../_names.ts";
import { freshSignInHref } from "../../_question.ts";
import { requireAllowed, requireFresh } from "../../_require-fresh.ts";
import { rolesToGive } from "../../_roles-to-give.ts";
import { isReached } from "./_is-reached.ts";

type Person = OperationOutput<"users.get">;

interface Props {
  frame: Frame;
  administrator: Administrator;
  person: Person;
  /** What the page is asked for: an act, `give-role`, `role:` and the role to take away, or the id of a way to sign in. */
  ask: string;
  /** The page's own address. */
  path: string;
  draft: string | undefined;
}

const roleAsked = (ask: string) => (ask.startsWith("role:") ? ask.slice("role:".length) : undefined);

/** The title of the page with this question. */
export function questionTitle(t: Translator, { displayName: name }: Person, ask: string): string {
  if (isPersonAct(ask)) return t.text(`admin.act.${ask}.question`, { name });
  if (ask === "give-role") return t.text("admin.person.give_role_title", { name });
  const role = roleAsked(ask);
  return role === undefined
    ? `${t.text("admin.person.remove")}: ${name}`
    : t.text("admin.roles.remove_heading", { role, holder: name });
}

/** What is asked before something is done about a person; off to the page that says so, for those who may not do it. */
export function PersonQuestion(props: Props) {
  const { frame, administrator, person, ask, path } = props;
  if (ask === "give-role") return <GiveRole {...props} />;
  if (!isPersonAct(ask))
    return roleAsked(ask) === undefined ? <RemoveIdentity {...props} /> : <RemoveRole {...props} />;
  requireAllowed(administrator, personActs[ask].operation, !needsReach(ask) || isReached(administrator, person));
  return (
    <ActQuestion
      frame={frame}
      person={person}
      act={ask}
      formToken={portal().formTokens.issue(administrator.session, `admin/people/${person.id}/${ask}`)}
      freshSignInHref={freshSignInHref(administrator, personActs[ask].operation, path)}
    />
  );
}

function RemoveIdentity({ frame, administrator, person, ask, path }: Props) {
  const identity = person.identities.find(({ id }) => id === ask);
  if (!identity) notFound();
  requireAllowed(administrator, "users.remove-identity", isReached(administrator, person));
  const { t } = frame;
  const page = `/admin/people/${person.id}`;
  const purpose = `admin/people/${person.id}/identities/${identity.id}/remove`;
  return (
    <QuestionCard
      frame={frame}
      back={{ href: page, label: person.displayName }}
      title={t.text("admin.person.remove_question", { provider: providerName(identity.providerId) })}
      ends={[
        { id: "way", text: t.text("admin.person.remove_way") },
        { id: "sessions", text: t.text("admin.person.remove_sessions") },
      ]}
      action={`${page}/identities/${identity.id}/remove`}
      formToken={portal().formTokens.issue(administrator.session, purpose)}
      confirm={t.text("admin.person.remove")}
      freshSignInHref={freshSignInHref(administrator, "users.remove-identity", path)}
    />
  );
}

function RemoveRole({ frame, administrator, person, ask, path }: Props) {
  const role = roleAsked(ask);
  if (role === undefined || !person.roleSources.some((one) => one.role === role && one.by === "assigned")) notFound();
  requireAllowed(administrator, "roles.remove", portal().admin.reachesRoles(administrator.actor, [role]));
  return (
    <RemoveRoleQuestion
      frame={frame}
      assignment={{ role, userId: person.id, group: null, awaited: null, displayName: person.displayName }}
      back={{ href: `/admin/people/${person.id}`, label: person.displayName }}
      formToken={portal().formTokens.issue(administrator.session, "admin/roles/remove")}
      freshSignInHref={freshSignInHref(administrator, "roles.remove", path)}
    />
  );
}

async function GiveRole({ frame: { t }, administrator, person, path, draft: draftId }: Props) {
  requireFresh(administrator, "roles.assign", path);
  const { session } = administrator;
  const draft = await readDraft(session, "roles/assign", draftId);
  const [role] = roleSpecs(await rolesToGive(administrator));
  const page = `/admin/people/${person.id}`;
  return (
    <>
      <PageHeading
        back={{ href: page, label: person.displayName }}
        title={t.text("admin.person.give_role_title", { name: person.displayName })}
      />
      <EntryForm
        t={t}
        action="/admin/roles/assign"
        formToken={portal().formTokens.issue(session, "admin/roles/assign")}
        specs={role ? [role] : []}
        fields={draft?.fields ?? {}}
        refused={draft}
        hidden={{ user: person.id, holder: person.displayName }}
        submit={t.text("admin.roles.assign")}
        cancelHref={page}
      />
    </>
  );
}
