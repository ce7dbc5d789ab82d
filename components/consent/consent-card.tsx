import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Frame, Person } from "../frame/frame.ts";
import { Button } from "../parts/button.tsx";
import { FormToken } from "../parts/form-token.tsx";
import { AppLinks } from "./app-links.tsx";
import { ConsentQuestion } from "./consent-question.tsx";
import { ConsentWho } from "./consent-who.tsx";

/** The app, the scopes, the duration and the account of the question; and two buttons of the same weight. */
export function ConsentCard({
  frame,
  view,
  person,
  decisionPath,
  switchAccountPath,
}: {
  frame: Frame;
  view: ConsentView;
  person: Person & { email: string | undefined };
  /** Where the answer is posted to. */
  decisionPath: string;
  switchAccountPath: string;
}) {
  const { t } = frame;
  return (
    <>
      <ConsentQuestion
        frame={frame}
        view={view}
        answer={(fields) => (
          <form method="post" action={decisionPath} className="mt-6">
            <FormToken value={view.formToken} />
            {fields}
            <ConsentWho t={t} person={person} switchAccountPath={switchAccountPath} />
            <div className="mt-6 grid gap-3 sm:grid-cols-2">
              <Button name="decision" value="cancel" kind="secondary" className="w-full">
                {t.text("consent.cancel")}
              </Button>
              <Button name="decision" value="allow" className="w-full">
                {t.text("consent.allow")}
              </Button>
            </div>
          </form>
        )}
      />
      <AppLinks t={t} client={view.client} />
    </>
  );
}
