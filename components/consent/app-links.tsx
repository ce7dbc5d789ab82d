import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Icon } from "../parts/icon.tsx";
import { TextLink } from "../parts/text-link.tsx";

/** What the app says about itself elsewhere. */
export function AppLinks({ t, client }: { t: Translator; client: ConsentView["client"] }) {
  const links = [
    { href: client.policyUri, text: t.text("consent.privacy", { app: client.name }) },
    { href: client.termsUri, text: t.text("consent.terms", { app: client.name }) },
  ].filter(({ href }) => href !== undefined);
  if (links.length === 0) return null;
  return (
    <ul className="mt-5 flex flex-wrap justify-center gap-x-5 text-sm">
      {links.map(({ href, text }) => (
        <li key={text}>
          <TextLink href={href} target="_blank" rel="noreferrer" className="inline-flex min-h-11 items-center gap-1">
            {text}
            <Icon name="external" className="size-4" />
            <span className="sr-only">({t.text("shell.new_tab")})</span>
          </TextLink>
        </li>
      ))}
    </ul>
  );
}
