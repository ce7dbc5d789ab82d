import type Provider from "oidc-provider";
import { wrapResponseModes } from "#server/authorization-server/library/oidc-provider-internals.ts";
import { letFormLeadTo } from "#server/http/let-form-lead-to.ts";

/**
 * Lets the page of `response_mode=form_post` post to the app's redirect address, which browsers check against the page's
 * `form-action`: a loopback port, a plain http origin and a scheme of the app's own are in no policy of the front door's.
 *
 * The page answers 200 also when it posts an error: the page was made as asked, and the form carries the error to the app.
 *
 * Spec: OAuth 2.0 Form Post Response Mode §2, §5; CSP3 §6.4.1.
 */
export function answerByFormPost(provider: Provider): void {
  wrapResponseModes(provider, (mode, original) => (ctx, redirectUri, parameters) => {
    if (mode !== "form_post") return original(ctx, redirectUri, parameters);
    ctx.status = 200;
    letFormLeadTo(ctx.res, redirectUri);
    return original(ctx, redirectUri, parameters);
  });
}
