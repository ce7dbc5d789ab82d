import type { ErrorDetail } from "#server/authorization-server/requests/error-detail.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { Translator } from "../messages/create-translator.ts";
import type { MessageKey } from "../messages/en.ts";
import { Facts } from "../parts/facts.tsx";
import { Icon } from "../parts/icon.tsx";

const hints: Partial<Record<ErrorCode, MessageKey>> = {
  client_unknown: "failure.developers_client_unknown",
  redirect_uri_mismatch: "failure.developers_redirect_uri",
  authorization_request_invalid: "failure.developers_request",
};

/** Details for the developers of the app, folded away because other people don't need them. Opens without a script. */
export function DeveloperDetail({ t, code, detail }: { t: Translator; code: ErrorCode; detail: ErrorDetail }) {
  const hint = hints[code];
  const facts: [name: MessageKey, value: string | undefined][] = [
    ["failure.developers_error", detail.error],
    ["failure.developers_description", detail.description],
    ["failure.developers_parameters", detail.parameters.join(", ")],
    ["failure.developers_endpoint", detail.endpoint],
    ["failure.developers_client", detail.clientId],
  ];
  const items = facts
    .filter(([, value]) => value)
    .map(([name, value]) => ({
      name: t.text(name),
      value: (
        // The protocol speaks English, whatever language the page is in.
        <code lang="en" dir="ltr" className="break-words font-mono text-ink">
          {value}
        </code>
      ),
    }));
  return (
    <details className="group mt-4 rounded-xl border border-line text-sm">
      <summary className="flex min-h-11 cursor-pointer items-center justify-between rounded-xl px-4 font-medium hover:bg-sunken">
        {t.text("failure.developers")}
        <Icon name="next" className="size-4 text-muted group-open:rotate-90" />
      </summary>
      <div className="border-line border-t px-4 py-4">
        <Facts items={items} stacked />
        {hint && <p className="mt-4">{t.text(hint)}</p>}
      </div>
    </details>
  );
}
