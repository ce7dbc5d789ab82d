import type { Translator } from "../messages/create-translator.ts";
import type { MessageKey } from "../messages/en.ts";

const tabs = [
  { id: "profile", href: "/account", label: "account.profile" },
  { id: "sessions", href: "/account/sessions", label: "account.sessions" },
  { id: "activity", href: "/account/activity", label: "account.activity" },
] as const satisfies readonly { id: string; href: string; label: MessageKey }[];

/** Parts of the account, as links: each has its own address. */
export function AccountTabs({ t, current }: { t: Translator; current: (typeof tabs)[number]["id"] }) {
  return (
    <nav aria-label={t.text("account.navigation")} className="mb-8">
      <ul className="flex flex-wrap gap-2">
        {tabs.map(({ id, href, label }) => (
          <li key={id}>
            <a
              href={href}
              aria-current={id === current ? "page" : undefined}
              className="flex min-h-11 items-center rounded-full border border-line bg-surface px-4 text-muted transition-colors hover:border-line-strong hover:text-ink aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
            >
              {t.text(label)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
