import type { MessageKey } from "../messages/en.ts";
import { Avatar } from "../parts/avatar.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { BrandMark } from "./brand-mark.tsx";
import type { Frame, Person } from "./frame.ts";

const places = [
  { id: "home", href: "/", label: "shell.home" },
  { id: "apps", href: "/connected-apps", label: "shell.connected_apps" },
  { id: "account", href: "/account", label: "shell.account" },
  { id: "playground", href: "/playground", label: "shell.playground" },
  { id: "admin", href: "/admin", label: "shell.administration" },
] as const satisfies readonly { id: string; href: string; label: MessageKey }[];

export type Place = (typeof places)[number]["id"];

/** Leaves out what the portal doesn't offer, or not to this person. */
function offered(id: Place, frame: Frame, person: Person): boolean {
  if (id === "playground") return frame.playground;
  return id !== "admin" || frame.administers(person.roles ?? []);
}

export function SiteHeader({
  frame,
  person,
  place,
  wide = false,
}: {
  frame: Frame;
  person: Person | undefined;
  place?: Place;
  wide?: boolean;
}) {
  const { t, branding } = frame;
  return (
    <header className="border-line border-b bg-surface">
      <div className={`mx-auto flex ${wide ? "max-w-7xl" : "max-w-5xl"} flex-wrap items-center gap-x-6 px-4 sm:px-6`}>
        <a href="/" className="flex min-h-16 min-w-0 items-center gap-2.5 font-semibold text-lg">
          <BrandMark branding={branding} />
          <span className="truncate">{branding.name}</span>
        </a>
        <div className="ms-auto flex items-center gap-1 lg:order-3">
          {person ? <PersonLinks frame={frame} person={person} /> : <SignInLink frame={frame} />}
        </div>
        {person && (
          <nav
            aria-label={t.text("shell.main_navigation")}
            className="-mx-2 w-full lg:order-2 lg:mx-0 lg:w-auto lg:grow"
          >
            <ul className="flex flex-wrap">
              {places
                .filter(({ id }) => offered(id, frame, person))
                .map(({ id, href, label }) => (
                  <li key={id}>
                    <a
                      href={href}
                      aria-current={id === place ? "page" : undefined}
                      className="relative flex min-h-11 items-center px-2 text-muted transition-colors after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full hover:text-ink aria-[current]:font-medium aria-[current]:text-ink aria-[current]:after:bg-accent sm:px-3 lg:min-h-16 lg:after:inset-x-3"
                    >
                      {t.text(label)}
                    </a>
                  </li>
                ))}
            </ul>
          </nav>
        )}
      </div>
    </header>
  );
}

function PersonLinks({ frame: { t }, person }: { frame: Frame; person: Person }) {
  return (
    <>
      <a href="/account" className="flex min-h-11 items-center gap-2.5 rounded-xl px-2 hover:bg-sunken">
        <Avatar person={person} size="small" />
        <span className="max-w-40 truncate max-sm:sr-only">
          <bdi>{person.displayName}</bdi>
        </span>
      </a>
      <a
        href="/sign-out"
        className="flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-xl px-2 text-muted hover:bg-sunken hover:text-ink"
      >
        <Icon name="exit" />
        <span className="max-md:sr-only">{t.text("shell.sign_out")}</span>
      </a>
    </>
  );
}

function SignInLink({ frame: { t } }: { frame: Frame }) {
  return (
    <ButtonLink href="/sign-in" kind="secondary">
      {t.text("shell.sign_in")}
    </ButtonLink>
  );
}
