import type { Translator } from "../../messages/create-translator.ts";
import { Facts } from "../../parts/facts.tsx";
import { CodeValue } from "../parts/code-value.tsx";

/** What has to be registered at the provider, to be copied. */
export function RegisterThere({
  t,
  callback,
  backchannelLogout,
}: {
  t: Translator;
  callback: string;
  backchannelLogout: string;
}) {
  return (
    <section aria-labelledby="register" className="mb-6 last:mb-0">
      <h2 id="register" className="font-semibold text-lg">
        {t.text("admin.providers.register")}
      </h2>
      <p className="mt-1 mb-4 text-muted">{t.text("admin.providers.register_text")}</p>
      <Facts
        stacked
        items={[
          { name: t.text("admin.providers.callback"), value: <CodeValue>{callback}</CodeValue> },
          { name: t.text("admin.providers.backchannel"), value: <CodeValue>{backchannelLogout}</CodeValue> },
        ]}
      />
    </section>
  );
}
