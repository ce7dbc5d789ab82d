import type { ProviderTestReport, ProviderTestStep } from "#server/sign-in/provider-test/provider-test-report.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card, Section } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Notice } from "../../parts/notice.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { TestProviderForm } from "./test-provider-form.tsx";

/** Each step of a test sign-in, what was wrong, and the claims as they came and as they are understood. */
export function ProviderTestResult({
  t,
  report,
  nowSeconds,
  formToken,
}: {
  t: Translator;
  report: ProviderTestReport;
  nowSeconds: number;
  formToken: string;
}) {
  const { steps, claims, atSeconds, providerId } = report;
  const failed = steps.some(({ ok }) => !ok);
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
      <Notice tone={failed ? "danger" : "good"} announce>
        <p className="font-medium">{t.text(failed ? "admin.test.failed" : "admin.test.passed")}</p>
        <p>
          <RelativeTime t={t} atSeconds={atSeconds} nowSeconds={nowSeconds} />
        </p>
      </Notice>
      <ol className="grid gap-3">
        {steps.map((step) => (
          <li key={step.step}>
            <TestStep t={t} step={step} />
          </li>
        ))}
      </ol>
      {claims && (
        <>
          <Claims title={t.text("admin.test.mapped")} claims={claims.mapped} id="mapped" />
          <Claims title={t.text("admin.test.id_token")} claims={claims.idToken} id="id-token" />
          <Claims title={t.text("admin.test.profile")} claims={claims.profile} id="profile" />
        </>
      )}
      <TestProviderForm t={t} providerId={providerId} formToken={formToken} again />
    </div>
  );
}

function TestStep({ t, step: { step, ok, facts, failure } }: { t: Translator; step: ProviderTestStep }) {
  return (
    <Card>
      <h2 className="flex items-center gap-2.5 font-semibold">
        <Icon name={ok ? "check" : "warning"} className={`size-5 ${ok ? "text-good" : "text-danger"}`} />
        {t.text("admin.test.step", { step })}
        <span className="sr-only">{t.text(ok ? "admin.test.step_ok" : "admin.test.step_failed")}</span>
      </h2>
      {failure && (
        <div className="mt-3 grid gap-1">
          <p>{t.error(failure.code, {}).cause}</p>
          {failure.detail && (
            <p lang="en">
              <CodeValue>{failure.detail}</CodeValue>
            </p>
          )}
          {failure.check && (
            <p lang="en" className="text-muted">
              {failure.check}
            </p>
          )}
        </div>
      )}
      {facts.length > 0 && (
        <div className="mt-3">
          <Facts items={facts.map(([name, value]) => ({ name, value: <CodeValue>{value}</CodeValue> }))} />
        </div>
      )}
    </Card>
  );
}

function Claims({ title, claims, id }: { title: string; claims: readonly (readonly [string, string])[]; id: string }) {
  if (claims.length === 0) return null;
  return (
    <Card>
      <Section id={id} title={title}>
        <Facts items={claims.map(([name, value]) => ({ name, value: <CodeValue>{value}</CodeValue> }))} />
      </Section>
    </Card>
  );
}
