import type { ReactNode } from "react";
import { DemoBanner } from "./demo-banner.tsx";
import type { Frame, Person } from "./frame.ts";
import { SiteFooter } from "./site-footer.tsx";
import { type Place, SiteHeader } from "./site-header.tsx";
import { SkipLink } from "./skip-link.tsx";

/** A page of the dashboard: header, content, footer. */
export function PageShell({
  frame,
  person,
  place,
  path,
  wide = false,
  children,
}: {
  frame: Frame;
  person?: Person | undefined;
  place?: Place;
  /** Where the theme switch comes back to. */
  path: string;
  /** For tables and a navigation at the side. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink t={frame.t} />
      <DemoBanner frame={frame} wide={wide} />
      <SiteHeader frame={frame} person={person} wide={wide} {...(place ? { place } : {})} />
      <main
        id="content"
        tabIndex={-1}
        className={`mx-auto w-full ${wide ? "max-w-7xl" : "max-w-5xl"} grow px-4 py-8 outline-none sm:px-6 sm:py-12`}
      >
        {children}
      </main>
      <SiteFooter frame={frame} returnPath={path} wide={wide} />
    </div>
  );
}
