import type { ReactNode } from "react";
import { BrandMark } from "./brand-mark.tsx";
import { DemoBanner } from "./demo-banner.tsx";
import type { Frame } from "./frame.ts";
import { SiteFooter } from "./site-footer.tsx";
import { SkipLink } from "./skip-link.tsx";

/** One question, one card: signing in, consent, signing out, errors. Nothing else asks for attention. */
export function FocusShell({
  frame,
  path,
  wide = false,
  children,
}: {
  frame: Frame;
  path: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div lang={frame.t.language} dir={frame.t.direction} className="flex min-h-dvh flex-col">
      <SkipLink t={frame.t} />
      <DemoBanner frame={frame} />
      <header className="flex justify-center px-4 pt-8 pb-6 sm:pt-14">
        <a href="/" className="flex min-h-11 min-w-0 items-center gap-2.5 font-semibold text-lg">
          <BrandMark branding={frame.branding} />
          <span>{frame.branding.name}</span>
        </a>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className={`mx-auto w-full grow px-4 outline-none ${wide ? "max-w-xl" : "max-w-md"}`}
      >
        <div className="rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">{children}</div>
      </main>
      <SiteFooter frame={frame} returnPath={path} />
    </div>
  );
}
