import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { FormToken } from "../../parts/form-token.tsx";

/** Begins a test sign-in, which touches no account. */
export function TestProviderForm({
  t,
  providerId,
  formToken,
  again = false,
}: {
  t: Translator;
  providerId: string;
  formToken: string;
  again?: boolean;
}) {
  return (
    <form method="post" action="/admin/providers/test/start">
      <FormToken value={formToken} />
      <input type="hidden" name="id" value={providerId} />
      <Button kind="secondary">{t.text(again ? "admin.test.again" : "admin.test.start")}</Button>
    </form>
  );
}
