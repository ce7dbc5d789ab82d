import type { Person } from "../frame/frame.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Avatar } from "../parts/avatar.tsx";
import { TextLink } from "../parts/text-link.tsx";

/** The account that is signed in, with a way to use another. */
export function ConsentWho({
  t,
  person,
  switchAccountPath,
}: {
  t: Translator;
  person: Person & { email: string | undefined };
  switchAccountPath: string;
}) {
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t pt-6">
      <Avatar person={person} size="small" />
      <p className="min-w-0 grow basis-40">
        <span className="block text-muted text-sm">{t.text("consent.signed_in_as")}</span>
        <bdi className="font-medium">{person.displayName}</bdi>
        {person.email && <span className="block text-muted text-sm">{person.email}</span>}
      </p>
      <TextLink href={switchAccountPath} className="inline-flex min-h-11 items-center text-sm">
        {t.text("consent.switch")}
      </TextLink>
    </div>
  );
}
