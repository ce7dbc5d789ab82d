import type { ReactNode } from "react";
import type { OperationOutput } from "#server/admin/operations.ts";
import type { FoundEvent } from "#server/audit/search/audit-search.ts";
import type { ListedGrant } from "#server/authorization-server/connected-apps/grant-directory.ts";
import type { ListedSession } from "#server/sessions/directory/session-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Section } from "../../parts/card.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { EventList } from "../audit/event-list.tsx";
import { GrantsTable } from "../grants/grants-table.tsx";
import { SessionsTable } from "../sessions/sessions-table.tsx";
import { PersonClaims, saysMore } from "./person-claims.tsx";
import { PersonIdentities } from "./person-identities.tsx";
import { PersonRoles } from "./person-roles.tsx";

interface Part<Row> {
  items: readonly Row[];
  next: string | null;
}

export interface PersonPartsProps {
  t: Translator;
  person: OperationOutput<"users.get">;
  /** Parts that the administrator may not see are `undefined`. */
  sessions: Part<ListedSession> | undefined;
  grants: Part<ListedGrant> | undefined;
  events: Part<FoundEvent> | undefined;
  providerName: (id: string) => string;
  clientNames: ReadonlyMap<string, string>;
  nowSeconds: number;
  may: {
    removeIdentity: boolean;
    endSession: boolean;
    revokeGrant: boolean;
    giveRoles: boolean;
    removeRole(role: string): boolean;
    explain: boolean;
  };
}

/** Ways to sign in, what providers said, roles, sessions, apps with access and what happened lately. */
export function PersonParts({ t, person, sessions, grants, events, may, ...rest }: PersonPartsProps) {
  const { providerName, nowSeconds } = rest;
  return (
    <div className="grid gap-10">
      <Section id="identities" title={t.text("account.methods")}>
        <PersonIdentities
          t={t}
          userId={person.id}
          identities={person.identities}
          providerName={providerName}
          nowSeconds={nowSeconds}
          mayRemove={may.removeIdentity}
        />
      </Section>
      {person.identities.some(saysMore) && (
        <Section id="said" title={t.text("admin.person.said")}>
          <PersonClaims t={t} identities={person.identities} providerName={providerName} nowSeconds={nowSeconds} />
        </Section>
      )}
      <Section id="roles" title={t.text("admin.roles")}>
        <PersonRoles
          t={t}
          userId={person.id}
          sources={person.roleSources}
          mayGive={may.giveRoles}
          mayRemove={may.removeRole}
        />
      </Section>
      {sessions && (
        <Section id="sessions" title={t.text("admin.sessions")}>
          <Listed
            t={t}
            part={sessions}
            href={`/admin/sessions?user=${person.id}`}
            empty={t.text("admin.person.no_session")}
          >
            <SessionsTable
              t={t}
              sessions={sessions.items}
              providerName={providerName}
              nowSeconds={nowSeconds}
              withPeople={false}
              mayEnd={may.endSession}
            />
          </Listed>
        </Section>
      )}
      {grants && (
        <Section id="apps" title={t.text("admin.grants")}>
          <Listed t={t} part={grants} href={`/admin/grants?user=${person.id}`} empty={t.text("admin.person.no_app")}>
            <GrantsTable
              t={t}
              grants={grants.items}
              nowSeconds={nowSeconds}
              withPeople={false}
              mayRevoke={may.revokeGrant}
            />
          </Listed>
        </Section>
      )}
      {events && (
        <Section id="activity" title={t.text("account.activity")}>
          <Listed t={t} part={events} href={`/admin/audit?user=${person.id}`} empty={t.text("activity.empty_title")}>
            <EventList t={t} events={events.items} withPeople={false} mayExplain={may.explain} {...rest} />
          </Listed>
        </Section>
      )}
    </div>
  );
}

function Listed({
  t,
  part,
  href,
  empty,
  children,
}: {
  t: Translator;
  part: Part<unknown>;
  href: string;
  empty: string;
  children: ReactNode;
}) {
  if (part.items.length === 0) return <p className="text-muted">{empty}</p>;
  return (
    <>
      {children}
      {part.next && (
        <p className="mt-3">
          <TextLink href={href}>{t.text("admin.person.all")}</TextLink>
        </p>
      )}
    </>
  );
}
