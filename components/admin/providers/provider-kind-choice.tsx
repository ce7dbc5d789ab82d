import type { Translator } from "../../messages/create-translator.ts";
import { ProviderMark } from "../../parts/provider-mark.tsx";

const kinds = [
  { kind: "google", brand: "google", title: "Google" },
  { kind: "microsoft-entra-id", brand: "microsoft", title: "Microsoft Entra ID" },
  { kind: "github", brand: "github", title: "GitHub" },
  { kind: "oidc", brand: "generic", title: "OpenID Connect" },
  { kind: "other", brand: "generic", title: undefined },
] as const;

/** Which provider it is: the first step of adding one. */
export function ProviderKindChoice({ t }: { t: Translator }) {
  return (
    <ul className="grid max-w-4xl gap-4 sm:grid-cols-2">
      {kinds.map(({ kind, brand, title }) => (
        <li
          key={kind}
          className="relative flex gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card transition-colors hover:border-line-strong"
        >
          <ProviderMark brand={brand} className="mt-0.5 size-6" />
          <div className="min-w-0">
            <h2 className="font-semibold">
              <a href={`/admin/providers/new?type=${kind}`} className="after:absolute after:inset-0 after:rounded-2xl">
                {title ?? t.text("admin.providers.other")}
              </a>
            </h2>
            <p className="mt-0.5 text-muted text-sm">
              {t.text("admin.providers.kind_text", { kind: kind === "other" ? "custom" : kind })}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
