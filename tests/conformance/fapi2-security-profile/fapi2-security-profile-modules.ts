import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { accessTokenTypeHeaderCaseSensitivity } from "./access-token-type-header-case-sensitivity.ts";
import { attemptReuseAuthorizationCodeAfterOneSecond } from "./attempt-reuse-authorization-code-after-one-second.ts";
import { checkDpopProofNbfExp } from "./check-dpop-proof-nbf-exp.ts";
import { discoveryEndPointVerification } from "./discovery-end-point-verification.ts";
import { dpopNegativeTests } from "./dpop-negative-tests.ts";
import { ensureAuthorizationCodeIsBoundToClient } from "./ensure-authorization-code-is-bound-to-client.ts";
import { ensureAuthorizationRequestWith64CharNonceSuccess } from "./ensure-authorization-request-with-64-char-nonce-success.ts";
import { ensureAuthorizationRequestWithLongNonce } from "./ensure-authorization-request-with-long-nonce.ts";
import { ensureAuthorizationRequestWithLongState } from "./ensure-authorization-request-with-long-state.ts";
import { ensureAuthorizationRequestWithoutNonceSuccess } from "./ensure-authorization-request-without-nonce-success.ts";
import { ensureAuthorizationRequestWithoutStateSuccess } from "./ensure-authorization-request-without-state-success.ts";
import { ensureClientAssertionInTokenEndpoint } from "./ensure-client-assertion-in-token-endpoint.ts";
import { ensureClientAssertionWithExpIs5MinutesInPastFails } from "./ensure-client-assertion-with-exp-is-5-minutes-in-past-fails.ts";
import { ensureClientAssertionWithNoSubFails } from "./ensure-client-assertion-with-no-sub-fails.ts";
import { ensureClientAssertionWithWrongAudFails } from "./ensure-client-assertion-with-wrong-aud-fails.ts";
import { ensureClientIdInTokenEndpoint } from "./ensure-client-id-in-token-endpoint.ts";
import { ensureDpopAuthCodeBindingSuccess } from "./ensure-dpop-auth-code-binding-success.ts";
import { ensureDpopproofAtParEndpointBindingSuccess } from "./ensure-dpopproof-at-par-endpoint-binding-success.ts";
import { ensureDpopproofWithIat10secondsAfterSucceeds } from "./ensure-dpopproof-with-iat-10seconds-after-succeeds.ts";
import { ensureDpopproofWithIat10secondsBeforeSucceeds } from "./ensure-dpopproof-with-iat-10seconds-before-succeeds.ts";
import { ensureHolderOfKeyRequired } from "./ensure-holder-of-key-required.ts";
import { ensureInvalidClientAssertionsFail } from "./ensure-invalid-client-assertions-fail.ts";
import { ensureMismatchedDpopJktFails } from "./ensure-mismatched-dpop-jkt-fails.ts";
import { ensureOtherScopeOrderSucceeds } from "./ensure-other-scope-order-succeeds.ts";
import { ensurePkceCodeVerifierRequired } from "./ensure-pkce-code-verifier-required.ts";
import { ensureRedirectUriInAuthorizationRequest } from "./ensure-redirect-uri-in-authorization-request.ts";
import { ensureRegisteredRedirectUri } from "./ensure-registered-redirect-uri.ts";
import { ensureResponseTypeCodeIdtokenFails } from "./ensure-response-type-code-idtoken-fails.ts";
import { ensureResponseTypeTokenFails } from "./ensure-response-type-token-fails.ts";
import { ensureSignedClientAssertionWithRS256Fails } from "./ensure-signed-client-assertion-with-RS256-fails.ts";
import { ensureTokenEndpointFailsWithExpiredAuthCode } from "./ensure-token-endpoint-fails-with-expired-auth-code.ts";
import { ensureTokenEndpointFailsWithMismatchedDpopJkt } from "./ensure-token-endpoint-fails-with-mismatched-dpop-jkt.ts";
import { ensureTokenEndpointFailsWithMismatchedDpopProofJkt } from "./ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt.ts";
import { ensureUnsignedAuthorizationRequestWithoutUsingParFails } from "./ensure-unsigned-authorization-request-without-using-par-fails.ts";
import { happyFlow } from "./happy-flow.ts";
import { incorrectPkceCodeVerifierRejected } from "./incorrect-pkce-code-verifier-rejected.ts";
import { parAttemptInvalidHttpMethod } from "./par-attempt-invalid-http-method.ts";
import { parAttemptReuseRequestUri } from "./par-attempt-reuse-request_uri.ts";
import { parAttemptToUseExpiredRequestUri } from "./par-attempt-to-use-expired-request_uri.ts";
import { parAttemptToUseRequestUriForDifferentClient } from "./par-attempt-to-use-request_uri-for-different-client.ts";
import { parAuthorizationRequestContainingRequestUriFormParam } from "./par-authorization-request-containing-request_uri-form-param.ts";
import { parEnsureJwtClientAssertionsNbf8SecondsInTheFutureIsAccepted } from "./par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted.ts";
import { parEnsureJwtClientAssertionsNbfOver60SecondsInTheFutureFails } from "./par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails.ts";
import { parEnsurePkceRequired } from "./par-ensure-pkce-required.ts";
import { parEnsureReusedRequestUriPriorToAuthCompletionSucceeds } from "./par-ensure-reused-request-uri-prior-to-auth-completion-succeeds.ts";
import { parPlainPkceRejected } from "./par-plain-pkce-rejected.ts";
import { parTestArrayAsAudienceFails } from "./par-test-array-as-audience-fails.ts";
import { parTestParEndpointUrlAsAudienceFails } from "./par-test-par-endpoint-url-as-audience-fails.ts";
import { parTestTokenEndpointUrlAsAudienceFails } from "./par-test-token-endpoint-url-as-audience-fails.ts";
import { parWithoutDuplicateParameters } from "./par-without-duplicate-parameters.ts";
import { plainFapiTolerateUnregisteredRedirectUri } from "./plain-fapi-tolerate-unregistered-redirect-uri.ts";
import { refreshToken } from "./refresh-token.ts";
import { testClaimsParameterIdentityClaims } from "./test-claims-parameter-identity-claims.ts";
import { userRejectsAuthentication } from "./user-rejects-authentication.ts";

/** In the order of the suite. */
export const fapi2SecurityProfileModules: readonly ConformanceModule[] = [
  discoveryEndPointVerification,
  happyFlow,
  userRejectsAuthentication,
  ensureAuthorizationRequestWithoutStateSuccess,
  ensureAuthorizationRequestWithoutNonceSuccess,
  ensureAuthorizationRequestWith64CharNonceSuccess,
  ensureAuthorizationRequestWithLongNonce,
  ensureAuthorizationRequestWithLongState,
  ensureOtherScopeOrderSucceeds,
  testClaimsParameterIdentityClaims,
  accessTokenTypeHeaderCaseSensitivity,
  checkDpopProofNbfExp,
  ensureDpopproofWithIat10secondsBeforeSucceeds,
  ensureDpopproofWithIat10secondsAfterSucceeds,
  ensureMismatchedDpopJktFails,
  ensureTokenEndpointFailsWithMismatchedDpopProofJkt,
  ensureTokenEndpointFailsWithMismatchedDpopJkt,
  ensureDpopproofAtParEndpointBindingSuccess,
  ensureDpopAuthCodeBindingSuccess,
  ensureRegisteredRedirectUri,
  plainFapiTolerateUnregisteredRedirectUri,
  ensureUnsignedAuthorizationRequestWithoutUsingParFails,
  ensureRedirectUriInAuthorizationRequest,
  ensureResponseTypeCodeIdtokenFails,
  ensureResponseTypeTokenFails,
  ensureClientIdInTokenEndpoint,
  ensureHolderOfKeyRequired,
  ensureAuthorizationCodeIsBoundToClient,
  attemptReuseAuthorizationCodeAfterOneSecond,
  ensureTokenEndpointFailsWithExpiredAuthCode,
  ensureSignedClientAssertionWithRS256Fails,
  ensureClientAssertionInTokenEndpoint,
  ensureClientAssertionWithExpIs5MinutesInPastFails,
  ensureClientAssertionWithWrongAudFails,
  ensureClientAssertionWithNoSubFails,
  ensureInvalidClientAssertionsFail,
  dpopNegativeTests,
  refreshToken,
  parEnsureReusedRequestUriPriorToAuthCompletionSucceeds,
  parAttemptReuseRequestUri,
  parAttemptToUseExpiredRequestUri,
  parAttemptToUseRequestUriForDifferentClient,
  parAuthorizationRequestContainingRequestUriFormParam,
  parAttemptInvalidHttpMethod,
  parEnsurePkceRequired,
  ensurePkceCodeVerifierRequired,
  incorrectPkceCodeVerifierRejected,
  parPlainPkceRejected,
  parWithoutDuplicateParameters,
  parTestArrayAsAudienceFails,
  parTestParEndpointUrlAsAudienceFails,
  parTestTokenEndpointUrlAsAudienceFails,
  parEnsureJwtClientAssertionsNbf8SecondsInTheFutureIsAccepted,
  parEnsureJwtClientAssertionsNbfOver60SecondsInTheFutureFails,
];
