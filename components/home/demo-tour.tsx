import type { PublicSettings } from "#server/portal.ts";
import type { Translator } from "../messages/create-translator.ts";
import { TextLink } from "../parts/text-link.tsx";

/** Demo mode: what to try, in the order in which each step builds on the one before. */
export function DemoTour({
  t,
  demo,
  playground,
}: {
  t: Translator;
  demo: NonNullable<PublicSettings["demo"]>;
  playground: boolean;
}) {
  const call = { href: "/playground", title: t.text("home.try_playground"), text: t.text("home.try_playground_text") };
  const steps = [
    ...(playground ? [call] : []),
    { href: demo.notebookUrl, title: t.text("home.try_frontend"), text: t.text("home.try_frontend_text") },
    { href: demo.calendarBuddyUrl, title: t.text("home.try_app"), text: t.text("home.try_app_text") },
    { href: "/connected-apps", title: t.text("home.try_remove"), text: t.text("home.try_remove_text") },
    { href: "/sign-out", title: t.text("home.try_sign_out"), text: t.text("home.try_sign_out_text") },
  ];
  return (
    <section aria-labelledby="tour" className="mt-12">
      <h2 id="tour" className="font-semibold text-lg">
        {t.text("home.try_title")}
      </h2>
      <p className="mt-1 text-muted">{t.text("home.try_text")}</p>
      <ol className="mt-5 grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {steps.map(({ href, title, text }, index) => (
          <li key={href} className="flex gap-4">
            <span
              aria-hidden="true"
              className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent text-sm"
            >
              {index + 1}
            </span>
            <div>
              <TextLink href={href} className="inline-flex min-h-8 items-center">
                {title}
              </TextLink>
              <p className="text-muted">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
