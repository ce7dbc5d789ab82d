import type { SignInOption } from "#server/sign-in/sign-in-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Badge } from "../parts/badge.tsx";
import { ProviderMark } from "../parts/provider-mark.tsx";

export interface SignInWish {
  returnPath: string;
  prompt: string | undefined;
  loginHint: string | undefined;
}

/** One way to sign in: a form of its own, so that it works without a script. */
export function ProviderButton({
  t,
  option,
  wish,
  lastUsed,
}: {
  t: Translator;
  option: SignInOption;
  wish: SignInWish;
  lastUsed: boolean;
}) {
  if (option.disabledReason !== undefined) return <SwitchedOff t={t} option={option} reason={option.disabledReason} />;
  return (
    <form method="post" action={`/api/auth/signin/${encodeURIComponent(option.id)}`}>
      <input type="hidden" name="callbackUrl" value={wish.returnPath} />
      {wish.prompt && <input type="hidden" name="prompt" value={wish.prompt} />}
      {wish.loginHint && <input type="hidden" name="login_hint" value={wish.loginHint} />}
      <button
        type="submit"
        className="flex min-h-13 w-full items-center gap-3 rounded-xl border border-line-strong bg-surface px-4 py-2.5 text-start font-medium transition-colors hover:border-ink hover:bg-sunken"
      >
        <ProviderMark brand={option.brand} className="size-6" />
        <span className="min-w-0 grow">{t.text("sign_in.continue_with", { provider: option.name })}</span>
        {lastUsed && <Badge tone="accent">{t.text("sign_in.last_used")}</Badge>}
      </button>
    </form>
  );
}

function SwitchedOff({ t, option, reason }: { t: Translator; option: SignInOption; reason: string }) {
  return (
    <div className="flex items-start gap-3 rounded-xl border border-line border-dashed px-4 py-3 text-muted">
      <ProviderMark brand={option.brand} className="size-6 opacity-50 grayscale" />
      <div className="min-w-0">
        <p className="font-medium">{t.text("sign_in.unavailable", { provider: option.name })}</p>
        <p className="text-sm">{reason}</p>
      </div>
    </div>
  );
}
