import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { FormToken } from "../../parts/form-token.tsx";

/** Nothing ends by it, so it asks nothing. */
export function RotateKeys({ t, formToken }: { t: Translator; formToken: string }) {
  return (
    <Card className="mt-8">
      <Section id="rotate" title={t.text("admin.keys.rotate")} text={t.text("admin.keys.rotate_text")}>
        <form method="post" action="/admin/keys/rotate">
          <FormToken value={formToken} />
          <Button kind="secondary">{t.text("admin.keys.rotate_confirm")}</Button>
        </form>
      </Section>
    </Card>
  );
}
