import type { ReactNode } from "react";
import type { ScopeWords, Translator } from "../messages/create-translator.ts";
import { Badge } from "./badge.tsx";
import { Icon } from "./icon.tsx";

interface ShownScope extends ScopeWords {
  name: string;
  sensitivity: "low" | "medium" | "high";
}

/** What an app may do, in the words of the settings. */
export function ScopeList({ t, scopes }: { t: Translator; scopes: readonly ShownScope[] }) {
  return (
    <ul className="divide-y divide-line">
      {scopes.map((scope) => (
        <li key={scope.name} className="flex gap-3 py-3 first:pt-0 last:pb-0">
          <Icon name="check" className="mt-0.5 size-5 text-accent" />
          <ScopeText t={t} scope={scope} />
        </li>
      ))}
    </ul>
  );
}

/** `children` stand beside the title, `more` below the description. */
export function ScopeText({
  t,
  scope,
  more,
  children,
}: {
  t: Translator;
  scope: ShownScope;
  more?: string | undefined;
  children?: ReactNode;
}) {
  const { title, description } = t.scope(scope);
  return (
    <span className="block min-w-0 grow">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {title}
        {scope.sensitivity === "high" && <Badge tone="warn">{t.text("consent.sensitive")}</Badge>}
        {children}
      </span>
      {description && <span className="block text-muted text-sm">{description}</span>}
      {more && <span className="block text-muted text-sm">{more}</span>}
    </span>
  );
}
