import type { ReactNode } from "react";
import type { AdminPart } from "#components/admin/admin-parts.ts";
import { AdminShell } from "#components/admin/admin-shell.tsx";
import type { Frame } from "#components/frame/frame.ts";
import type { Administrator } from "./_admin.ts";

/** A page of the console, as its administrator may see it. */
export function ConsolePage({
  administrator: { session, actor },
  frame,
  part,
  path,
  children,
}: {
  administrator: Administrator;
  frame: Frame;
  part: AdminPart;
  path: string;
  children: ReactNode;
}) {
  return (
    <AdminShell
      frame={frame}
      person={session}
      part={part}
      path={path}
      mayRead={(noun) => actor.permissions.has(`${noun}.read`)}
    >
      {children}
    </AdminShell>
  );
}
