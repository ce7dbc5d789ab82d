import type { Translator } from "../messages/create-translator.ts";
import { TextLink } from "../parts/text-link.tsx";

/** Whom a refused person can ask: an address and a URL as links, a name as it is. */
export function AskWhom({ t, askWhom }: { t: Translator; askWhom: string }) {
  const href = hrefOf(askWhom);
  return (
    <p className="mt-2">
      {t.text("failure.ask_whom")} {href ? <TextLink href={href}>{askWhom}</TextLink> : <strong>{askWhom}</strong>}
    </p>
  );
}

function hrefOf(askWhom: string): string | undefined {
  if (/^https?:\/\//.test(askWhom) && URL.canParse(askWhom)) return askWhom;
  return /^[^\s@]+@[^\s@]+$/.test(askWhom) ? `mailto:${encodeURIComponent(askWhom).replace("%40", "@")}` : undefined;
}
