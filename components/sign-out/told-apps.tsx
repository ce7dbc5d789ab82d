import type { SignedOutView } from "#server/authorization-server/logout/frontchannel-logout.ts";
import type { Translator } from "../messages/create-translator.ts";

/** Longer than the page waits for frames: without a script this is what leads on. */
const refreshSeconds = 8;
/** What an app's page needs to end its session; not to lead the whole window elsewhere. */
const sandbox = "allow-scripts allow-same-origin allow-forms";

/**
 * The apps that are notified of the sign-out by a frame each, and the result. The page's one script fills in the states
 * (server/front-door/pages/frames-of-page.ts).
 */
export function ToldApps({ t, view }: { t: Translator; view: SignedOutView }) {
  const { frames, left, continueTo } = view;
  if (frames.length === 0) return null;
  return (
    <>
      {continueTo && <meta httpEquiv="refresh" content={`${refreshSeconds};url=${continueTo}`} />}
      <h2 className="mt-6 mb-3 font-semibold">{t.text("sign_out.apps")}</h2>
      <ul aria-live="polite" className="divide-y divide-line rounded-xl border border-line">
        {frames.map(({ name, src }, index) => (
          <li key={src} className="flex flex-wrap justify-between gap-x-4 px-4 py-3">
            <bdi className="min-w-0 break-words font-medium">{name}</bdi>
            <span
              id={`app-${index}`}
              className="text-muted text-sm"
              data-told={t.text("sign_out.app_told")}
              data-failed={t.text("sign_out.app_failed")}
            >
              {t.text("sign_out.app_asked")}
            </span>
          </li>
        ))}
      </ul>
      <p data-unsure="" className="mt-2 text-muted text-sm">
        {t.text("sign_out.apps_unsure")}
      </p>
      {left > 0 && <p className="mt-2 text-muted text-sm">{t.text("sign_out.apps_left", { count: left })}</p>}
      {frames.map(({ name, src }, index) => (
        <iframe
          key={src}
          src={src}
          title={name}
          data-app={`app-${index}`}
          sandbox={sandbox}
          referrerPolicy="no-referrer"
          hidden
        />
      ))}
    </>
  );
}
