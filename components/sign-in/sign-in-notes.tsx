import type { ReactNode } from "react";
import type { Frame } from "../frame/frame.ts";
import { TextLink } from "../parts/text-link.tsx";

/** Terms, privacy and help under the buttons; nothing where the operator has none. */
export function SignInNotes({ frame: { t, branding } }: { frame: Frame }) {
  const { termsUrl, privacyUrl, supportUrl } = branding;
  const linkTo = (href: string | undefined) => (inner: ReactNode[]) => <TextLink href={href}>{inner}</TextLink>;
  const key =
    termsUrl && privacyUrl ? "sign_in.agree_both" : termsUrl ? "sign_in.agree_terms" : "sign_in.agree_privacy";
  if (!termsUrl && !privacyUrl && !supportUrl) return null;
  return (
    <div className="mt-6 space-y-1 text-center text-muted text-sm">
      {(termsUrl || privacyUrl) && <p>{t.rich(key, { terms: linkTo(termsUrl), privacy: linkTo(privacyUrl) })}</p>}
      {supportUrl && <p>{t.rich("sign_in.help", { support: linkTo(supportUrl) })}</p>}
    </div>
  );
}
