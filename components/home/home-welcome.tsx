import type { Frame } from "../frame/frame.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";

/** The home page without a session. */
export function HomeWelcome({ frame: { t, branding } }: { frame: Frame }) {
  const points = [
    {
      icon: "key",
      title: t.text("home.point_one_title"),
      text: t.text("home.point_one_text", { brand: branding.name }),
    },
    { icon: "apps", title: t.text("home.point_two_title"), text: t.text("home.point_two_text") },
    { icon: "shield", title: t.text("home.point_three_title"), text: t.text("home.point_three_text") },
  ] as const satisfies readonly { icon: IconName; title: string; text: string }[];
  return (
    <>
      <div className="max-w-2xl py-4 sm:py-10">
        <h1 className="font-semibold text-4xl tracking-tight sm:text-5xl">{t.text("home.welcome_title")}</h1>
        <p className="mt-5 text-lg text-muted">{t.text("home.welcome_text")}</p>
        <ButtonLink href="/sign-in" className="mt-8 min-h-12 px-8 text-lg">
          {t.text("home.welcome_sign_in")}
        </ButtonLink>
      </div>
      <ul className="mt-8 grid gap-8 border-line border-t pt-10 sm:grid-cols-3">
        {points.map(({ icon, title, text }) => (
          <li key={icon}>
            <Icon name={icon} className="size-7 text-accent" />
            <h2 className="mt-3 font-semibold">{title}</h2>
            <p className="mt-1 text-muted">{text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
