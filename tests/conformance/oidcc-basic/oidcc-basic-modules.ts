import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { oidccClaimsEssential } from "./oidcc-claims-essential.ts";
import { oidccClaimsLocales } from "./oidcc-claims-locales.ts";
import { oidccCodereuse } from "./oidcc-codereuse.ts";
import { oidccCodereuse30seconds } from "./oidcc-codereuse-30seconds.ts";
import { oidccDisplayPage } from "./oidcc-display-page.ts";
import { oidccDisplayPopup } from "./oidcc-display-popup.ts";
import { oidccEnsureOtherScopeOrderSucceeds } from "./oidcc-ensure-other-scope-order-succeeds.ts";
import { oidccEnsurePostRequestSucceeds } from "./oidcc-ensure-post-request-succeeds.ts";
import { oidccEnsureRegisteredRedirectUri } from "./oidcc-ensure-registered-redirect-uri.ts";
import { oidccEnsureRequestObjectWithRedirectUri } from "./oidcc-ensure-request-object-with-redirect-uri.ts";
import { oidccEnsureRequestWithAcrValuesSucceeds } from "./oidcc-ensure-request-with-acr-values-succeeds.ts";
import { oidccEnsureRequestWithUnknownParameterSucceeds } from "./oidcc-ensure-request-with-unknown-parameter-succeeds.ts";
import { oidccEnsureRequestWithValidPkceSucceeds } from "./oidcc-ensure-request-with-valid-pkce-succeeds.ts";
import { oidccEnsureRequestWithoutNonceSucceedsForCodeFlow } from "./oidcc-ensure-request-without-nonce-succeeds-for-code-flow.ts";
import { oidccIdTokenHint } from "./oidcc-id-token-hint.ts";
import { oidccIdtokenSignature } from "./oidcc-idtoken-signature.ts";
import { oidccIdtokenUnsigned } from "./oidcc-idtoken-unsigned.ts";
import { oidccLoginHint } from "./oidcc-login-hint.ts";
import { oidccMaxAge1 } from "./oidcc-max-age-1.ts";
import { oidccMaxAge10000 } from "./oidcc-max-age-10000.ts";
import { oidccPromptLogin } from "./oidcc-prompt-login.ts";
import { oidccPromptNoneLoggedIn } from "./oidcc-prompt-none-logged-in.ts";
import { oidccPromptNoneNotLoggedIn } from "./oidcc-prompt-none-not-logged-in.ts";
import { oidccRefreshToken } from "./oidcc-refresh-token.ts";
import { oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported } from "./oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported.ts";
import { oidccResponseTypeMissing } from "./oidcc-response-type-missing.ts";
import { oidccScopeAddress } from "./oidcc-scope-address.ts";
import { oidccScopeAll } from "./oidcc-scope-all.ts";
import { oidccScopeEmail } from "./oidcc-scope-email.ts";
import { oidccScopePhone } from "./oidcc-scope-phone.ts";
import { oidccScopeProfile } from "./oidcc-scope-profile.ts";
import { oidccServer } from "./oidcc-server.ts";
import { oidccServerClientSecretPost } from "./oidcc-server-client-secret-post.ts";
import { oidccUiLocales } from "./oidcc-ui-locales.ts";
import { oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported } from "./oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported.ts";
import { oidccUserinfoGet } from "./oidcc-userinfo-get.ts";
import { oidccUserinfoPostBody } from "./oidcc-userinfo-post-body.ts";
import { oidccUserinfoPostHeader } from "./oidcc-userinfo-post-header.ts";

/** In the order of the suite. */
export const oidccBasicModules: readonly ConformanceModule[] = [
  oidccServer,
  oidccResponseTypeMissing,
  oidccIdtokenSignature,
  oidccIdtokenUnsigned,
  oidccUserinfoGet,
  oidccUserinfoPostHeader,
  oidccUserinfoPostBody,
  oidccEnsureRequestWithoutNonceSucceedsForCodeFlow,
  oidccScopeProfile,
  oidccScopeEmail,
  oidccScopeAddress,
  oidccScopePhone,
  oidccScopeAll,
  oidccEnsureOtherScopeOrderSucceeds,
  oidccDisplayPage,
  oidccDisplayPopup,
  oidccPromptLogin,
  oidccPromptNoneNotLoggedIn,
  oidccPromptNoneLoggedIn,
  oidccMaxAge1,
  oidccMaxAge10000,
  oidccEnsureRequestWithUnknownParameterSucceeds,
  oidccIdTokenHint,
  oidccLoginHint,
  oidccUiLocales,
  oidccClaimsLocales,
  oidccEnsureRequestWithAcrValuesSucceeds,
  oidccCodereuse,
  oidccCodereuse30seconds,
  oidccEnsureRegisteredRedirectUri,
  oidccEnsurePostRequestSucceeds,
  oidccServerClientSecretPost,
  oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported,
  oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported,
  oidccClaimsEssential,
  oidccEnsureRequestObjectWithRedirectUri,
  oidccRefreshToken,
  oidccEnsureRequestWithValidPkceSucceeds,
];
