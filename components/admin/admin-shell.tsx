import type { ReactNode } from "react";
import type { AdminNoun } from "#server/admin/permissions.ts";
import type { Frame, Person } from "../frame/frame.ts";
import { PageShell } from "../frame/page-shell.tsx";
import { Icon } from "../parts/icon.tsx";
import { type AdminPart, adminPartGroups } from "./admin-parts.ts";

interface NavigationProps {
  frame: Frame;
  part: AdminPart;
  mayRead: (noun: AdminNoun) => boolean;
}

/** A page of the console: the parts that the administrator may see beside it, in a menu above it where there is no room. */
export function AdminShell({
  frame,
  person,
  part,
  path,
  mayRead,
  children,
}: NavigationProps & {
  person: Person;
  /** Where the theme switch comes back to. */
  path: string;
  children: ReactNode;
}) {
  return (
    <PageShell frame={frame} person={person} place="admin" path={path} wide>
      <div className="flex flex-col gap-6 lg:flex-row lg:gap-10">
        <div className="shrink-0 lg:w-52">
          <NarrowNavigation frame={frame} part={part} mayRead={mayRead} />
          <nav aria-label={frame.t.text("admin.navigation")} className="sticky top-6 max-lg:hidden">
            <PartLinks frame={frame} part={part} mayRead={mayRead} />
          </nav>
        </div>
        <div className="min-w-0 grow">{children}</div>
      </div>
    </PageShell>
  );
}

/** Closed, it says where the reader is. */
function NarrowNavigation({ frame, part, mayRead }: NavigationProps) {
  const { t } = frame;
  const here = adminPartGroups.flatMap(({ parts }) => [...parts]).find(({ id }) => id === part);
  return (
    <nav aria-label={t.text("admin.navigation")} className="lg:hidden">
      <details className="group rounded-xl border border-line bg-surface">
        <summary className="flex min-h-11 items-center gap-2 rounded-xl px-4">
          <span className="shrink-0 text-muted">{t.text("admin.title")}</span>
          <Icon name="next" className="size-4 text-muted" />
          <span className="min-w-0 grow font-medium">{here && t.text(here.label)}</span>
          <Icon name="next" className="size-5 rotate-90 text-muted transition-transform group-open:-rotate-90" />
        </summary>
        <div className="border-line border-t px-2 py-3 sm:columns-2">
          <PartLinks frame={frame} part={part} mayRead={mayRead} />
        </div>
      </details>
    </nav>
  );
}

function PartLinks({ frame: { t }, part, mayRead }: NavigationProps) {
  const groups = adminPartGroups
    .map(({ id, label, parts }) => ({
      id,
      label,
      parts: parts.filter(({ noun }) => noun === undefined || mayRead(noun)),
    }))
    .filter(({ parts }) => parts.length > 0);
  return groups.map(({ id, label, parts }) => (
    <div key={id} className="mb-4 break-inside-avoid last:mb-0">
      {label && <p className="px-3 pb-1 font-medium text-muted text-sm">{t.text(label)}</p>}
      <ul>
        {parts.map((one) => (
          <li key={one.id}>
            <a
              href={one.href}
              aria-current={one.id === part ? "page" : undefined}
              className="flex min-h-11 items-center rounded-lg px-3 transition-colors hover:bg-sunken aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent lg:min-h-9"
            >
              {t.text(one.label)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  ));
}
