import type { Frame } from "./frame.ts";
import { themes } from "./theme.ts";

/** Three buttons of one form: works without a script, and the answer comes back to this page. */
export function ThemeSwitch({ frame, returnPath }: { frame: Frame; returnPath: string }) {
  const { t, theme } = frame;
  return (
    <form method="post" action="/theme" className="flex items-center gap-1">
      <input type="hidden" name="return_to" value={returnPath} />
      <fieldset className="flex items-center rounded-full border border-line bg-surface p-0.5">
        <legend className="sr-only">{t.text("shell.theme")}</legend>
        {themes.map((name) => (
          <button
            key={name}
            type="submit"
            name="theme"
            value={name}
            aria-pressed={name === theme}
            data-filled=""
            className="min-h-11 rounded-full px-3.5 text-muted text-sm transition-colors hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
          >
            {t.text(`shell.theme_${name}`)}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
