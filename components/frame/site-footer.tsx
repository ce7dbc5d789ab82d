import type { Frame } from "./frame.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

export function SiteFooter({ frame, returnPath, wide = false }: { frame: Frame; returnPath: string; wide?: boolean }) {
  const { t, branding } = frame;
  const links = [
    { href: branding.supportUrl, label: t.text("shell.support") },
    { href: branding.termsUrl, label: t.text("shell.terms") },
    { href: branding.privacyUrl, label: t.text("shell.privacy") },
  ].filter((link) => link.href !== undefined);
  return (
    <footer
      className={`mx-auto flex w-full ${wide ? "max-w-7xl" : "max-w-5xl"} flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-6 text-muted text-sm sm:px-6`}
    >
      <ul className="flex flex-wrap items-center gap-x-5">
        <li className="flex min-h-11 items-center">{branding.name}</li>
        {links.map(({ href, label }) => (
          <li key={label}>
            <a href={href} className="inline-flex min-h-11 items-center underline-offset-4 hover:underline">
              {label}
            </a>
          </li>
        ))}
      </ul>
      <ThemeSwitch frame={frame} returnPath={returnPath} />
    </footer>
  );
}
