import type { ReactNode } from "react";
import type { AdminNoun } from "#server/admin/permissions.ts";
import type { Frame, Person } from "../frame/frame.ts";
import { PageShell } from "../frame/page-shell.tsx";
import type { MessageKey } from "../messages/en.ts";

/** The parts of the console: where each is, and what an administrator must be allowed to read to see it. */
export const adminParts = [
  { id: "overview", href: "/admin", label: "admin.overview", noun: undefined },
] as const satisfies readonly {
  id: string;
  href: `/admin${string}`;
  label: MessageKey;
  noun: AdminNoun | undefined;
}[];

export type AdminPart = (typeof adminParts)[number]["id"];

/** A page of the console: the parts that the administrator may see beside it, above it where there is no room. */
export function AdminShell({
  frame,
  person,
  part,
  path,
  mayRead,
  children,
}: {
  frame: Frame;
  person: Person;
  part: AdminPart;
  /** Where the theme switch comes back to. */
  path: string;
  mayRead: (noun: AdminNoun) => boolean;
  children: ReactNode;
}) {
  const { t } = frame;
  return (
    <PageShell frame={frame} person={person} path={path} wide>
      <div className="flex flex-col gap-6 lg:flex-row lg:gap-10">
        <nav aria-label={t.text("admin.navigation")} className="shrink-0 lg:w-52">
          <ul className="-mx-2 flex flex-wrap lg:mx-0 lg:flex-col">
            {adminParts
              .filter(({ noun }) => noun === undefined || mayRead(noun))
              .map(({ id, href, label }) => (
                <li key={id}>
                  <a
                    href={href}
                    aria-current={id === part ? "page" : undefined}
                    className="flex min-h-11 items-center rounded-lg px-3 text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
                  >
                    {t.text(label)}
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        <div className="min-w-0 grow">{children}</div>
      </div>
    </PageShell>
  );
}
