/**
 * For administrators: what each rule checks, and what to do when it refuses. By the rule's name, or the error's code where no rule is
 * named. `{client}`, `{provider}`, `{api}`, `{host}` and `{path}` are filled in.
 */
export const rulesInEnglish = {
  session_required: {
    check: "The request must come with the cookie of a live session.",
    advice:
      "Sign in again. If it happens right after a sign-in, look at the audit log for the end of the session and its reason.",
  },
  frontend_on_other_site: {
    check:
      "A frontend must be on the portal’s site, because browsers keep the session cookie (SameSite=Lax) from calls of other sites.",
    advice: "Serve the frontend below the same registrable domain as the portal; docs/bff.md has the ways.",
  },
  csrf_header_missing: {
    check: "Every call below /bff/ must carry the header X-CSRF.",
    advice: "Send “X-CSRF: 1” with each call; the package portico/client does it.",
  },
  origin_refused: {
    check: "The page that calls must be the portal’s own or one of frontendOrigins.",
    advice:
      "When the named origin is a frontend of yours, add it to frontendOrigins. When it isn’t, another site tried.",
  },
  passed_on_from_elsewhere: {
    check: "The page’s server must not pass /bff on to the portal from another host.",
    advice: "Let the page call the portal itself, or serve both at the portal’s address.",
  },
  cookie_doubled: {
    check: "Each cookie of the portal may come once, because a second one was planted by something else.",
    advice:
      "The portal has deleted the copies that it can. If it returns, look for an app below the same domain that sets the named cookie.",
  },
  head_too_large: {
    check: "The address and the cookies of a request must fit into the server’s limit.",
    advice: "Let the person delete the cookies of the portal’s domain; apps below the same domain set them.",
  },
  csrf_token_invalid: {
    check: "A form must be sent by the page that made it, in the same session, before its token is too old.",
    advice: "Nothing was changed. Opening the page again makes a new form.",
  },
  route_not_found: {
    check: "The address must be one that the portal answers.",
    advice: "Compare the path with docs: a missing API needs an entry in apis, a missing file is the app’s own.",
  },
  path_refused: {
    check: "A path must mean the same to every server on its way (no encoded slashes, dots or doubled slashes).",
    advice:
      "Let the caller write the path in another way; docs/bff.md, “An API’s route”, says which parts are refused.",
  },
  return_path_expired: {
    check: "A long address to return to is kept for an hour.",
    advice: "The person opens the page that they wanted again.",
  },
  forward_host_unknown: {
    check: "The host that the proxy asks for must be one of forwardAuth.origins, and the proxy one of trustedProxies.",
    advice: "Add the host or the proxy’s address to the setting; the detail says which is missing.",
  },
  app_not_allowed: {
    check: "The person’s groups or verified address must be among those that this app lets in.",
    advice:
      "Add the person to one of the groups at the provider and let them sign in again, or widen the condition of the app.",
  },
  method_not_allowed: {
    check: "The address takes certain methods only; those of an API are its setting methods.",
    advice: "Use one of the methods in the Allow header, or add the method to the API.",
  },
  request_invalid: {
    check: "The request must be well-formed; the detail says what isn’t.",
    advice: "Correct the program that sends it.",
  },
  request_too_large: {
    check: "The body must be within the limit of the address.",
    advice: "Send less, or raise the API’s limit.",
  },
  too_many_parameters: {
    check: "A request may have 100 parameters in a query, 1,000 in a form, and 60 cookies of the portal.",
    advice: "Correct the program that sends it.",
  },
  rate_limited: {
    check: "An address, a session or a person may send a limited number of requests in a minute.",
    advice: "Wait. When many people share the address, check trustedProxies, then raise the limit.",
  },
  "rate_limit.sign-in": {
    check: "One client address may start a limited number of sign-ins in a minute.",
    advice:
      "If all people seem to come from one address, the proxy is missing in trustedProxies. Otherwise raise the limit.",
  },
  "rate_limit.token": {
    check: "One client address may send a limited number of token requests in a minute.",
    advice:
      "If all apps seem to come from one address, the proxy is missing in trustedProxies. Otherwise raise the limit, or let the app keep its tokens until they expire.",
  },
  "rate_limit.authorize": {
    check: "One client address may send a limited number of authorization requests in a minute.",
    advice:
      "If all people seem to come from one address, the proxy is missing in trustedProxies. Otherwise raise the limit.",
  },
  "rate_limit.registration": {
    check: "One client address may register a limited number of apps in a minute.",
    advice: "Wait a minute. An assistant registers once.",
  },
  "rate_limit.api": {
    check: "One session may call an API a limited number of times in a minute.",
    advice: "Let the frontend call less often, or raise the limit.",
  },
  provider_unknown: {
    check: "The provider must be one that the portal has.",
    advice: "Correct the link, or add the provider.",
  },
  parameter_unsupported: {
    check: "A sign-in may ask only for what the portal can do; the fact names the parameter.",
    advice: "Leave the parameter out; docs/bff.md lists those of /bff/login.",
  },
  provider_disabled: {
    check: "The provider must be switched on, and its discovery must hold.",
    advice: "Look at the provider in the console, or run the check command.",
  },
  provider_misconfigured: {
    check: "The provider must accept this portal as its client.",
    advice: "Compare client id, secret and callback address with those at the provider.",
  },
  provider_unreachable: {
    check: "The provider must answer in time and with what the protocol says.",
    advice: "Check that the provider runs and that this machine reaches it.",
  },
  provider_rejected: {
    check: "The provider’s answer must pass every check of OpenID Connect; the detail names the one that failed.",
    advice:
      "A new sign-in helps when the answer was old or came twice. Otherwise the issuer, the keys or the client don’t fit.",
  },
  provider_declined: {
    check: "The provider must complete the sign-in.",
    advice: "The detail has the provider’s own words. Check there whether this account may use this client.",
  },
  provider_clock_differs: {
    check: "The clocks of the portal and the provider may differ by a minute at most.",
    advice: "Correct the time of this machine (NTP), or that of the provider.",
  },
  sign_in_cancelled: {
    check: "The person must go on at the provider.",
    advice: "The person cancelled there. Nothing to do.",
  },
  sign_in_expired: {
    check: "A sign-in is completed once, within 15 minutes, in the browser in which it began.",
    advice:
      "The person starts again. When it happens to many people, a proxy drops the portal’s cookies or a link leads to the callback.",
  },
  identity_conflict: {
    check: "An identity belongs to one account.",
    advice: "The person signs in with it directly, or an administrator removes it from the other account first.",
  },
  account_disabled: {
    check: "The account must be enabled.",
    advice: "Enable the person in the console if they should sign in again.",
  },
  not_allowed_to_sign_in: {
    check: "The provider’s allow and the portal’s access must let the person in. Unverified addresses don’t count.",
    advice:
      "Widen the named setting, or let the person sign in with an identity that it names. People in admins always pass access.",
  },
  sign_up_closed: {
    check: "New accounts must be open (access.signUp).",
    advice: "Open signUp, or let the person use the account that they have.",
  },
  invitation_required: {
    check: "A new account needs an invitation (access.signUp is invited).",
    advice: "Invite the person in the console.",
  },
  api_not_allowed: {
    check: "The person’s roles, groups or verified address must be among those that the API’s allow names.",
    advice: "Add what the person has to the allow of the API, or give the person a role that it names.",
  },
  allow: {
    check: "The person’s roles, groups or verified address must be among those that this allow names.",
    advice: "Add what the person has to the named allow, or give the person a role that it names.",
  },
  "provider.hostedDomain": {
    check: "The account must belong to one of the Workspace domains (claim hd, never the address).",
    advice: "Add the domain to the named allow, or let the person use the account of their organization.",
  },
  "provider.tenants": {
    check: "The account must belong to one of the Entra tenants (claim tid).",
    advice: "Add the tenant to the named allow, or let the person use the account of their organization.",
  },
  "provider.organizations": {
    check: "The person must be a member of one of the organizations, and the organization must show it to this app.",
    advice: "Add the person to the organization, or let its owner approve this OAuth app.",
  },
  scope_required: {
    check: "The session’s token must have the scopes that the API needs.",
    advice:
      "The person grants them at connect_url. When they should have them from the start, add them to the provider’s scopes.",
  },
  provider_connection_required: {
    check: "The session must have a token of the provider that the API’s calls carry.",
    advice: "The person connects the provider at connect_url.",
  },
  reauthentication_required: {
    check: "The provider must still refresh the session’s token.",
    advice:
      "The person signs in again. When it happens to many people, look at the provider’s session and token lifetimes.",
  },
  upstream_unreachable: {
    check: "The API must accept a connection.",
    advice: "Check the API’s url and whether this machine reaches it.",
  },
  upstream_timeout: { check: "The API must answer in time.", advice: "Check the API, or raise its timeout." },
  token_unavailable: {
    check: "A token for the call must be obtained now.",
    advice: "The provider or token endpoint failed for a moment; the session is kept. The log has the reason.",
  },
  client_unknown: {
    check: "The client id must be that of a known app.",
    advice: "Register the app, or correct client_id in it.",
  },
  redirect_uri_mismatch: {
    check: "The redirect address must be one of the app’s registered ones, character by character.",
    advice: "Add the address to the app’s redirectUris, or correct it in the app.",
  },
  authorization_request_invalid: {
    check: "The app’s request must hold; the detail has the protocol’s reason.",
    advice: "Correct the app.",
  },
  interaction_expired: {
    check: "A request of an app is answered once, in the browser in which it began, within its time.",
    advice: "The person starts again at the app.",
  },
  consent_blocked: {
    check: "No block of an administrator may stand against this person or app.",
    advice: "Remove the block in the console (Contain) when the incident is over.",
  },
  grant_not_found: { check: "The app must still have access.", advice: "Nothing to do: the access had ended before." },
  device_code_invalid: {
    check: "The code must be one that a device shows now and that was not used.",
    advice: "The person compares it with the device, or lets the device show a new one.",
  },
  admin_not_allowed: {
    check: "The administrator’s roles, or the token’s scopes, must have the permission.",
    advice: "Give the person a role that has it, or the client the scope.",
  },
  fresh_sign_in_required: {
    check: "What changes or gives away something needs a sign-in of the last 15 minutes.",
    advice: "The administrator signs in again and repeats it.",
  },
  input_invalid: {
    check: "The input must fit the operation; the answer lists each mistake.",
    advice: "Correct the named fields.",
  },
  database_unavailable: { check: "The database must answer.", advice: "Check the database; nothing was lost." },
  internal_error: {
    check: "No check refused: the portal failed.",
    advice: "The log has the error under this reference. Please report it with the log lines.",
  },
  "oauth.request": {
    check: "An app may ask only for scopes and APIs that it is registered for.",
    advice: "Add what is missing to scopes or resources of {client}.",
  },
  "oauth.consent": {
    check:
      "An app gets what the person allowed it; an app of the operator’s own (firstParty) gets it without a question.",
    advice: "The person allows it on the consent page. For an app of your own, set firstParty of {client}.",
  },
  "account.new": {
    check: "A person who signs in for the first time needs open signUp, an invitation or a role that waits for them.",
    advice: "Invite the person, or open access.signUp.",
  },
  "forward_auth.conditions": {
    check:
      "The proxy lets in only people who fit its own conditions (allowed_groups, allowed_emails, allowed_email_domains).",
    advice: "Change the conditions in the proxy’s configuration, or give the person what they name at the provider.",
  },
  "oauth.redirect_uri": {
    check: "The redirect address must be one of the app’s registered ones, character by character.",
    advice:
      "Add the address to the redirectUris of {client}, or correct it in the app. Ports of loopback addresses may differ for native apps only.",
  },
  "oauth.redirect_uri_changed": {
    check: "The token request must repeat the redirect address of the authorization request.",
    advice: "Let the app send the same redirect_uri in both requests.",
  },
  "oauth.post_logout_redirect_uri": {
    check: "The address to return to after signing out must be registered.",
    advice: "Add it to the postLogoutRedirectUris of {client}.",
  },
  "oauth.client": {
    check: "The client id must be that of a known app that is not disabled.",
    advice: "Register the app, enable it, or correct client_id in it.",
  },
  "oauth.client_secret": {
    check: "The client secret must be one of the app’s accepted ones.",
    advice:
      "Compare the secret in the app with the newest one here; make a new one if it is lost. Special characters must be form-encoded in HTTP Basic (RFC 6749 §2.3.1).",
  },
  "oauth.client_authentication_method": {
    check: "The app must authenticate in the way that it is registered for.",
    advice:
      "Set tokenEndpointAuthMethod of {client} to what the app does (client_secret_basic, client_secret_post, private_key_jwt, none), or change the app.",
  },
  "oauth.client_certificate": {
    check: "The app’s certificate must be the registered one, and reach the portal through a trusted proxy.",
    advice: "Check mutualTls, and the certificate of {client}.",
  },
  "oauth.client_authentication": {
    check: "The app must prove who it is; the detail says what failed.",
    advice: "Correct the app’s assertion: iss and sub are its client id, aud the issuer, exp near, jti used once.",
  },
  "oauth.pkce": {
    check: "Authorization requests need PKCE with S256.",
    advice:
      "Switch PKCE on in the app’s library. Only a confidential app that can’t may be exempted with requirePkce: false.",
  },
  "oauth.pkce_verifier": {
    check: "The code_verifier must fit the code_challenge that the authorization request sent.",
    advice:
      "The app lost or mixed up its verifier, for example between two tabs or two servers. Let the person start again.",
  },
  "oauth.grant_type": {
    check: "The app may use only the grant types that it is registered for.",
    advice: "Add the grant type to grantTypes of {client}, or correct the app.",
  },
  "oauth.grant_type_unknown": {
    check: "The grant type must be one that the portal has.",
    advice: "Correct grant_type in the app.",
  },
  "oauth.response_type": {
    check: "response_type must be code.",
    advice: "Let the app use the authorization code flow.",
  },
  "oauth.response_mode": {
    check: "response_mode must be query, fragment, form_post or jwt where offered.",
    advice: "Correct the app.",
  },
  "oauth.scope": {
    check: "The app may ask only for scopes that it is registered for.",
    advice: "Add the scope to scopes of {client}, or leave it out in the app.",
  },
  "oauth.resource": {
    check: "The app may ask only for tokens of APIs that it is registered for.",
    advice: "Add the API to resources of {client}, or correct resource in the app.",
  },
  "oauth.used_again": {
    check:
      "A code or refresh token is used once. A second use ends what the first got, because one of the two may be a thief.",
    advice:
      "If the app has several processes, let one of them refresh. Otherwise look in the audit log from which address the second use came.",
  },
  "oauth.grant_over": {
    check: "The code, token or access must still be there and not expired.",
    advice:
      "The app starts the authorization again. A code lives 60 seconds; access ends when the person, an administrator or a longer pause ends it.",
  },
  "oauth.other_client": {
    check: "A code or token belongs to the app that it was issued to.",
    advice: "Compare the client id of both requests in the app.",
  },
  "oauth.person_gone": {
    check: "The person must exist and be enabled.",
    advice: "The account was disabled or deleted. Enable it if the app should go on.",
  },
  "oauth.bound_token": {
    check: "A bound token needs the proof of the key that it was bound to (DPoP, certificate).",
    advice: "Let the app use the same key for authorization, refresh and calls.",
  },
  "oauth.grant": {
    check: "The code or token must hold; the detail has the reason.",
    advice: "Let the app start the authorization again.",
  },
  "oauth.login_required": {
    check: "prompt=none needs a live session that answers the request.",
    advice: "The app sends the person to sign in without prompt=none.",
  },
  "oauth.question_required": {
    check: "prompt=none allows no question, and the person has one to answer.",
    advice: "The app asks once without prompt=none. Apps of your own can skip consent with firstParty.",
  },
  "oauth.denied": { check: "The person, or a rule, must allow the access.", advice: "The detail says who declined." },
  "oauth.token": {
    check: "The access token must be live, of this portal and for this address.",
    advice: "Let the app refresh its token. Tokens for an API are not accepted by userinfo.",
  },
  "oauth.token_scope": {
    check: "The token must have the scope.",
    advice: "Let the app ask for it in the authorization request.",
  },
  "oauth.acr": {
    check: "The sign-in must reach the level that the app demands.",
    advice: "Let the provider say the level (acr), and list it in acrValues.",
  },
  "provider.client": {
    check: "The provider must accept client id and secret together.",
    advice: "Compare clientId and clientSecret of {provider} with those at the provider; has the secret expired there?",
  },
  "provider.redirect_uri": {
    check: "The provider must know the portal’s callback address.",
    advice: "Register the callback address of {provider} at the provider, exactly as the console shows it.",
  },
  "provider.scopes": {
    check: "The provider must let this client ask for its scopes.",
    advice: "Compare scopes of {provider} with what the provider allows.",
  },
  "provider.issuer": {
    check: "The issuer in the provider’s answers must be the configured one.",
    advice: "Set issuer of {provider} to what its discovery document says.",
  },
  "provider.keys": {
    check: "The provider must publish the key that signed its ID token.",
    advice: "Look at the provider’s jwks_uri: its keys may have been rotated without being published.",
  },
  "provider.clocks": {
    check: "The clocks of both may differ by a minute at most.",
    advice: "Correct the time of this machine or of the provider.",
  },
  "provider.host_name": {
    check: "This machine must be able to look up the provider’s host.",
    advice: "Check the host in issuer of {provider}, and DNS here.",
  },
  "provider.connection": {
    check: "The provider must accept a connection from this machine.",
    advice: "Check that it runs; look at firewall and proxy.",
  },
  "provider.private_network": {
    check: "A provider at a private address needs the operator’s word.",
    advice: "Set allowPrivateNetwork of {provider} to true if it is inside your own network.",
  },
  "provider.certificate_authority": {
    check: "The provider’s certificate must come from a known authority.",
    advice: "Name a private authority’s certificate in NODE_EXTRA_CA_CERTS and restart.",
  },
  "provider.certificate_dates": {
    check: "The provider’s certificate must be valid now.",
    advice: "Look at its dates and at the time of this machine.",
  },
  "provider.certificate_name": {
    check: "The provider’s certificate must be for its host.",
    advice: "Check the host in issuer of {provider}.",
  },
  "provider.refusal": {
    check: "The provider must let this account use this client.",
    advice: "The person may have cancelled. Otherwise look at assignment, consent and access policy at the provider.",
  },
  "provider.provider": {
    check: "The provider must answer without an error of its own.",
    advice: "The provider’s log says more.",
  },
} as const;

export type RuleName = keyof typeof rulesInEnglish;
export type RuleWords = Readonly<Record<RuleName, { check: string; advice: string }>>;
