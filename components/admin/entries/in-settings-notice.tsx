import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";
import { CodeValue } from "../parts/code-value.tsx";

/** An entry of the configuration file: where it stands, and that it is changed there. */
export function InSettingsNotice({ t, place }: { t: Translator; place: string }) {
  return (
    <div className="mb-6">
      <Notice>{t.rich("admin.entry.in_settings", { place: <CodeValue key="place">{place}</CodeValue> })}</Notice>
    </div>
  );
}
