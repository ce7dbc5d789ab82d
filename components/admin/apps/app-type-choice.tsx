import type { Translator } from "../../messages/create-translator.ts";
import { Icon, type IconName } from "../../parts/icon.tsx";
import { type AppType, appTypes } from "./app-type.ts";

const icons: Readonly<Record<AppType, IconName>> = {
  web: "apps",
  spa: "device",
  native: "phone",
  device: "terminal",
  service: "clock",
  api: "key",
};

/** What kind of app it is, in plain words: the first step of making one. */
export function AppTypeChoice({ t }: { t: Translator }) {
  const choices = [
    ...appTypes.map((type) => ({
      id: type as string,
      icon: icons[type],
      title: t.text(`admin.apps.type_${type}`),
      text: t.text(`admin.apps.type_${type}_text`),
    })),
    {
      id: "forward-auth",
      icon: "shield" as const,
      title: t.text("admin.apps.type_forward_auth"),
      text: t.text("admin.apps.type_forward_auth_text"),
    },
  ];
  return (
    <ul className="grid max-w-4xl gap-4 sm:grid-cols-2">
      {choices.map(({ id, icon, title, text }) => (
        <li
          key={id}
          className="relative flex gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card transition-colors hover:border-line-strong"
        >
          <Icon name={icon} className="mt-0.5 size-6 text-accent" />
          <div className="min-w-0">
            <h2 className="font-semibold">
              <a href={`/admin/apps/new?type=${id}`} className="after:absolute after:inset-0 after:rounded-2xl">
                {title}
              </a>
            </h2>
            <p className="mt-0.5 text-muted text-sm">{text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
