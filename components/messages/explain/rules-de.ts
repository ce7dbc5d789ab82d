import type { RuleWords } from "./rules-en.ts";

export const rulesInGerman: RuleWords = {
  session_required: {
    check: "Die Anfrage muss das Cookie einer laufenden Sitzung haben.",
    advice:
      "Neu anmelden. Geschieht es gleich nach einer Anmeldung, steht das Ende der Sitzung mit dem Grund im Protokoll.",
  },
  frontend_on_other_site: {
    check:
      "Ein Frontend muss auf derselben Site wie das Portal liegen, weil Browser das Sitzungs-Cookie (SameSite=Lax) bei Aufrufen anderer Sites nicht senden.",
    advice:
      "Das Frontend unter derselben registrierbaren Domain wie das Portal ausliefern; docs/bff.md zeigt die Wege.",
  },
  csrf_header_missing: {
    check: "Jeder Aufruf unter /bff/ braucht den Header X-CSRF.",
    advice: "„X-CSRF: 1“ mit jedem Aufruf senden; das Paket portico/client tut es.",
  },
  origin_refused: {
    check: "Die aufrufende Seite muss die des Portals sein oder in frontendOrigins stehen.",
    advice:
      "Ist der genannte Ursprung ein eigenes Frontend, gehört er in frontendOrigins. Sonst hat eine fremde Seite es versucht.",
  },
  passed_on_from_elsewhere: {
    check: "Der Server der Seite darf /bff nicht von einem anderen Host an das Portal weiterreichen.",
    advice: "Die Seite das Portal selbst aufrufen lassen, oder beide unter der Adresse des Portals ausliefern.",
  },
  cookie_doubled: {
    check: "Jedes Cookie des Portals darf einmal kommen, denn ein zweites stammt von anderswo.",
    advice:
      "Das Portal hat die Kopien gelöscht, die es löschen kann. Kommen sie wieder, setzt eine App unter derselben Domain das genannte Cookie.",
  },
  head_too_large: {
    check: "Adresse und Cookies einer Anfrage müssen in die Grenze des Servers passen.",
    advice: "Die Person löscht die Cookies der Domain des Portals; gesetzt haben sie Apps unter derselben Domain.",
  },
  csrf_token_invalid: {
    check: "Ein Formular muss von der Seite kommen, die es gemacht hat, in derselben Sitzung und rechtzeitig.",
    advice: "Nichts wurde geändert. Die Seite neu zu öffnen macht ein neues Formular.",
  },
  route_not_found: {
    check: "Die Adresse muss eine sein, die das Portal beantwortet.",
    advice:
      "Den Pfad mit der Dokumentation vergleichen: Eine fehlende API braucht einen Eintrag in apis, eine fehlende Datei gehört der App.",
  },
  path_refused: {
    check:
      "Ein Pfad muss für jeden Server auf dem Weg dasselbe bedeuten (keine kodierten Schrägstriche, Punkte oder doppelten Schrägstriche).",
    advice: "Den Pfad anders schreiben; docs/bff.md, „An API’s route“, nennt, was abgelehnt wird.",
  },
  return_path_expired: {
    check: "Eine lange Rückkehradresse wird eine Stunde aufbewahrt.",
    advice: "Die Person öffnet die gewünschte Seite noch einmal.",
  },
  forward_host_unknown: {
    check: "Der Host, für den der Proxy fragt, muss in forwardAuth.origins stehen und der Proxy in trustedProxies.",
    advice: "Den Host oder die Adresse des Proxys eintragen; das Detail sagt, was fehlt.",
  },
  app_not_allowed: {
    check: "Die Gruppen oder die bestätigte Adresse der Person müssen zu denen gehören, die diese App einlässt.",
    advice:
      "Die Person beim Anbieter in eine der Gruppen aufnehmen und neu anmelden lassen, oder die Bedingung der App erweitern.",
  },
  method_not_allowed: {
    check: "Die Adresse nimmt nur bestimmte Methoden an; bei einer API sind es die ihrer Einstellung methods.",
    advice: "Eine Methode aus dem Header Allow benutzen, oder die Methode bei der API eintragen.",
  },
  request_invalid: {
    check: "Die Anfrage muss wohlgeformt sein; das Detail sagt, was es nicht ist.",
    advice: "Das sendende Programm berichtigen.",
  },
  request_too_large: {
    check: "Der Inhalt muss in die Grenze der Adresse passen.",
    advice: "Weniger senden, oder die Grenze der API erhöhen.",
  },
  too_many_parameters: {
    check: "Eine Anfrage darf 100 Parameter in der Adresse, 1.000 in einem Formular und 60 Cookies des Portals haben.",
    advice: "Das sendende Programm berichtigen.",
  },
  rate_limited: {
    check: "Eine Adresse, Sitzung oder Person darf eine begrenzte Zahl von Anfragen in der Minute senden.",
    advice: "Warten. Teilen sich viele die Adresse, zuerst trustedProxies prüfen, dann die Grenze erhöhen.",
  },
  "rate_limit.sign-in": {
    check: "Eine Adresse darf eine begrenzte Zahl von Anmeldungen in der Minute beginnen.",
    advice: "Scheinen alle von einer Adresse zu kommen, fehlt der Proxy in trustedProxies. Sonst die Grenze erhöhen.",
  },
  "rate_limit.token": {
    check: "Eine Adresse darf eine begrenzte Zahl von Token-Anfragen in der Minute senden.",
    advice:
      "Scheinen alle Apps von einer Adresse zu kommen, fehlt der Proxy in trustedProxies. Sonst die Grenze erhöhen, oder die App ihre Token bis zum Ablauf behalten lassen.",
  },
  "rate_limit.authorize": {
    check: "Eine Adresse darf eine begrenzte Zahl von Autorisierungsanfragen in der Minute senden.",
    advice: "Scheinen alle von einer Adresse zu kommen, fehlt der Proxy in trustedProxies. Sonst die Grenze erhöhen.",
  },
  "rate_limit.registration": {
    check: "Eine Adresse darf eine begrenzte Zahl von Apps in der Minute anmelden.",
    advice: "Eine Minute warten. Ein Assistent meldet sich einmal an.",
  },
  "rate_limit.api": {
    check: "Eine Sitzung darf eine API in der Minute begrenzt oft aufrufen.",
    advice: "Das Frontend seltener aufrufen lassen, oder die Grenze erhöhen.",
  },
  provider_unknown: {
    check: "Der Anbieter muss einer des Portals sein.",
    advice: "Den Link berichtigen, oder den Anbieter einrichten.",
  },
  parameter_unsupported: {
    check: "Eine Anmeldung darf nur verlangen, was das Portal kann; die Angaben nennen den Parameter.",
    advice: "Den Parameter weglassen; docs/bff.md nennt die von /bff/login.",
  },
  provider_disabled: {
    check: "Der Anbieter muss eingeschaltet sein und seine Discovery stimmen.",
    advice: "Den Anbieter in der Konsole ansehen, oder den Befehl check ausführen.",
  },
  provider_misconfigured: {
    check: "Der Anbieter muss dieses Portal als Client annehmen.",
    advice: "Client-ID, Geheimnis und Rückrufadresse mit denen beim Anbieter vergleichen.",
  },
  provider_unreachable: {
    check: "Der Anbieter muss rechtzeitig und wie im Protokoll vorgesehen antworten.",
    advice: "Prüfen, ob der Anbieter läuft und dieser Rechner ihn erreicht.",
  },
  provider_rejected: {
    check:
      "Die Antwort des Anbieters muss jede Prüfung von OpenID Connect bestehen; das Detail nennt die gescheiterte.",
    advice:
      "War die Antwort alt oder doppelt, hilft eine neue Anmeldung. Sonst passen Aussteller, Schlüssel oder Client nicht.",
  },
  provider_declined: {
    check: "Der Anbieter muss die Anmeldung abschließen.",
    advice: "Das Detail hat die Worte des Anbieters. Dort prüfen, ob dieses Konto den Client benutzen darf.",
  },
  provider_clock_differs: {
    check: "Die Uhren von Portal und Anbieter dürfen höchstens eine Minute auseinander gehen.",
    advice: "Die Uhr dieses Rechners (NTP) oder die des Anbieters stellen.",
  },
  sign_in_cancelled: {
    check: "Die Person muss beim Anbieter fortfahren.",
    advice: "Sie hat dort abgebrochen. Nichts zu tun.",
  },
  sign_in_expired: {
    check: "Eine Anmeldung wird einmal beendet, innerhalb von 15 Minuten, in dem Browser, in dem sie begann.",
    advice:
      "Die Person beginnt neu. Geschieht es vielen, wirft ein Proxy die Cookies des Portals weg, oder ein Link führt zur Rückrufadresse.",
  },
  identity_conflict: {
    check: "Eine Identität gehört zu einem Konto.",
    advice: "Die Person meldet sich direkt damit an, oder die Identität wird zuerst vom anderen Konto entfernt.",
  },
  account_disabled: {
    check: "Das Konto muss eingeschaltet sein.",
    advice: "Die Person in der Konsole einschalten, wenn sie sich wieder anmelden soll.",
  },
  not_allowed_to_sign_in: {
    check:
      "allow des Anbieters und access des Portals müssen die Person einlassen. Unbestätigte Adressen zählen nicht.",
    advice:
      "Die genannte Einstellung erweitern, oder die Person mit einer Identität anmelden lassen, die sie nennt. Wer in admins steht, besteht access immer.",
  },
  sign_up_closed: {
    check: "Neue Konten müssen offen sein (access.signUp).",
    advice: "signUp öffnen, oder die Person ihr vorhandenes Konto benutzen lassen.",
  },
  invitation_required: {
    check: "Ein neues Konto braucht eine Einladung (access.signUp ist invited).",
    advice: "Die Person in der Konsole einladen.",
  },
  api_not_allowed: {
    check: "Rollen, Gruppen oder bestätigte Adresse der Person müssen zu denen gehören, die allow der API nennt.",
    advice: "Was die Person hat, in allow der API aufnehmen, oder ihr eine genannte Rolle geben.",
  },
  allow: {
    check: "Rollen, Gruppen oder bestätigte Adresse der Person müssen zu denen gehören, die dieses allow nennt.",
    advice: "Was die Person hat, in das genannte allow aufnehmen, oder ihr eine genannte Rolle geben.",
  },
  "provider.hostedDomain": {
    check: "Das Konto muss zu einer der Workspace-Domains gehören (Claim hd, nie die Adresse).",
    advice: "Die Domain in das genannte allow aufnehmen, oder die Person das Konto ihrer Organisation benutzen lassen.",
  },
  "provider.tenants": {
    check: "Das Konto muss zu einem der Entra-Tenants gehören (Claim tid).",
    advice: "Den Tenant in das genannte allow aufnehmen, oder die Person das Konto ihrer Organisation benutzen lassen.",
  },
  "provider.organizations": {
    check: "Die Person muss Mitglied einer der Organisationen sein, und die Organisation muss es dieser App zeigen.",
    advice: "Die Person in die Organisation aufnehmen, oder deren Inhaber diese OAuth-App genehmigen lassen.",
  },
  scope_required: {
    check: "Das Token der Sitzung muss die Scopes haben, die die API braucht.",
    advice:
      "Die Person erlaubt sie unter connect_url. Soll sie sie von Anfang an haben, gehören sie in die scopes des Anbieters.",
  },
  provider_connection_required: {
    check: "Die Sitzung muss ein Token des Anbieters haben, das die Aufrufe der API tragen.",
    advice: "Die Person verbindet den Anbieter unter connect_url.",
  },
  reauthentication_required: {
    check: "Der Anbieter muss das Token der Sitzung noch erneuern.",
    advice:
      "Die Person meldet sich neu an. Geschieht es vielen, beim Anbieter die Dauer von Sitzung und Token ansehen.",
  },
  upstream_unreachable: {
    check: "Die API muss eine Verbindung annehmen.",
    advice: "Die url der API prüfen, und ob dieser Rechner sie erreicht.",
  },
  upstream_timeout: {
    check: "Die API muss rechtzeitig antworten.",
    advice: "Die API prüfen, oder ihre Frist verlängern.",
  },
  token_unavailable: {
    check: "Ein Token für den Aufruf muss jetzt zu bekommen sein.",
    advice: "Anbieter oder Token-Endpunkt haben kurz versagt; die Sitzung bleibt. Das Log hat den Grund.",
  },
  client_unknown: {
    check: "Die Client-ID muss die einer bekannten App sein.",
    advice: "Die App anmelden, oder client_id in ihr berichtigen.",
  },
  redirect_uri_mismatch: {
    check: "Die Rückkehradresse muss Zeichen für Zeichen eine der angemeldeten der App sein.",
    advice: "Die Adresse bei redirectUris der App eintragen, oder in der App berichtigen.",
  },
  authorization_request_invalid: {
    check: "Die Anfrage der App muss stimmen; das Detail hat den Grund des Protokolls.",
    advice: "Die App berichtigen.",
  },
  interaction_expired: {
    check: "Die Anfrage einer App wird einmal beantwortet, in dem Browser, in dem sie begann, und rechtzeitig.",
    advice: "Die Person beginnt in der App neu.",
  },
  consent_blocked: {
    check: "Es darf keine Sperre der Verwaltung gegen diese Person oder App bestehen.",
    advice: "Die Sperre in der Konsole (Eindämmen) aufheben, wenn der Vorfall vorbei ist.",
  },
  grant_not_found: {
    check: "Die App muss noch Zugriff haben.",
    advice: "Nichts zu tun: Der Zugriff war schon beendet.",
  },
  device_code_invalid: {
    check: "Der Code muss einer sein, den ein Gerät gerade zeigt und der nicht benutzt wurde.",
    advice: "Die Person vergleicht ihn mit dem Gerät, oder lässt das Gerät einen neuen zeigen.",
  },
  admin_not_allowed: {
    check: "Die Rollen der Person oder die Scopes des Tokens müssen die Berechtigung haben.",
    advice: "Der Person eine Rolle geben, die sie hat, oder dem Client den Scope.",
  },
  fresh_sign_in_required: {
    check: "Was etwas ändert oder vergibt, braucht eine Anmeldung der letzten 15 Minuten.",
    advice: "Neu anmelden und wiederholen.",
  },
  input_invalid: {
    check: "Die Eingabe muss zur Operation passen; die Antwort nennt jeden Fehler.",
    advice: "Die genannten Felder berichtigen.",
  },
  database_unavailable: {
    check: "Die Datenbank muss antworten.",
    advice: "Die Datenbank prüfen; nichts ging verloren.",
  },
  internal_error: {
    check: "Keine Prüfung hat abgelehnt: Das Portal hat versagt.",
    advice: "Das Log hat den Fehler unter dieser Referenz. Bitte mit den Zeilen des Logs melden.",
  },
  "oauth.request": {
    check: "Eine App darf nur nach Scopes und APIs fragen, für die sie registriert ist.",
    advice: "Das Fehlende in scopes oder resources von {client} ergänzen.",
  },
  "oauth.consent": {
    check:
      "Eine App bekommt, was die Person ihr erlaubt hat; eine eigene App des Betreibers (firstParty) bekommt es ohne Frage.",
    advice: "Die Person erlaubt es auf der Zustimmungsseite. Für eine eigene App firstParty von {client} setzen.",
  },
  "account.new": {
    check: "Wer sich zum ersten Mal anmeldet, braucht offenes signUp, eine Einladung oder eine Rolle, die wartet.",
    advice: "Die Person einladen oder access.signUp öffnen.",
  },
  "forward_auth.conditions": {
    check:
      "Der Proxy lässt nur Personen ein, die seine eigenen Bedingungen erfüllen (allowed_groups, allowed_emails, allowed_email_domains).",
    advice:
      "Die Bedingungen in der Konfiguration des Proxys ändern, oder der Person beim Anbieter geben, was sie nennen.",
  },
  "oauth.redirect_uri": {
    check: "Die Rückkehradresse muss Zeichen für Zeichen eine der angemeldeten der App sein.",
    advice:
      "Die Adresse bei redirectUris von {client} eintragen, oder in der App berichtigen. Nur bei nativen Apps darf der Port einer Loopback-Adresse abweichen.",
  },
  "oauth.redirect_uri_changed": {
    check: "Die Token-Anfrage muss die Rückkehradresse der Autorisierungsanfrage wiederholen.",
    advice: "Die App in beiden Anfragen dieselbe redirect_uri senden lassen.",
  },
  "oauth.post_logout_redirect_uri": {
    check: "Die Adresse für die Rückkehr nach dem Abmelden muss angemeldet sein.",
    advice: "Sie bei postLogoutRedirectUris von {client} eintragen.",
  },
  "oauth.client": {
    check: "Die Client-ID muss die einer bekannten, eingeschalteten App sein.",
    advice: "Die App anmelden, einschalten, oder client_id in ihr berichtigen.",
  },
  "oauth.client_secret": {
    check: "Das Client-Geheimnis muss eines der gültigen der App sein.",
    advice:
      "Das Geheimnis in der App mit dem neuesten hier vergleichen; ist es verloren, ein neues machen. Sonderzeichen müssen in HTTP Basic formularkodiert sein (RFC 6749 §2.3.1).",
  },
  "oauth.client_authentication_method": {
    check: "Die App muss sich so ausweisen, wie sie angemeldet ist.",
    advice:
      "tokenEndpointAuthMethod von {client} auf das setzen, was die App tut (client_secret_basic, client_secret_post, private_key_jwt, none), oder die App ändern.",
  },
  "oauth.client_certificate": {
    check: "Das Zertifikat der App muss das angemeldete sein und über einen vertrauten Proxy kommen.",
    advice: "mutualTls und das Zertifikat von {client} prüfen.",
  },
  "oauth.client_authentication": {
    check: "Die App muss beweisen, wer sie ist; das Detail sagt, woran es scheiterte.",
    advice:
      "Die Assertion der App berichtigen: iss und sub sind ihre Client-ID, aud der Aussteller, exp nah, jti nur einmal benutzt.",
  },
  "oauth.pkce": {
    check: "Autorisierungsanfragen brauchen PKCE mit S256.",
    advice:
      "PKCE in der Bibliothek der App einschalten. Nur eine vertrauliche App, die es nicht kann, darf mit requirePkce: false ausgenommen werden.",
  },
  "oauth.pkce_verifier": {
    check: "Der code_verifier muss zur code_challenge der Autorisierungsanfrage passen.",
    advice:
      "Die App hat ihn verloren oder verwechselt, etwa zwischen zwei Tabs oder zwei Servern. Die Person beginnt neu.",
  },
  "oauth.grant_type": {
    check: "Die App darf nur die Grant Types benutzen, für die sie angemeldet ist.",
    advice: "Den Grant Type bei grantTypes von {client} eintragen, oder die App berichtigen.",
  },
  "oauth.grant_type_unknown": {
    check: "Der Grant Type muss einer sein, den das Portal hat.",
    advice: "grant_type in der App berichtigen.",
  },
  "oauth.response_type": {
    check: "response_type muss code sein.",
    advice: "Die App den Authorization Code Flow benutzen lassen.",
  },
  "oauth.response_mode": {
    check: "response_mode muss query, fragment, form_post oder, wo angeboten, jwt sein.",
    advice: "Die App berichtigen.",
  },
  "oauth.scope": {
    check: "Die App darf nur Scopes verlangen, für die sie angemeldet ist.",
    advice: "Den Scope bei scopes von {client} eintragen, oder ihn in der App weglassen.",
  },
  "oauth.resource": {
    check: "Die App darf nur Token für APIs verlangen, für die sie angemeldet ist.",
    advice: "Die API bei resources von {client} eintragen, oder resource in der App berichtigen.",
  },
  "oauth.used_again": {
    check:
      "Ein Code oder Refresh-Token wird einmal benutzt. Ein zweites Mal beendet, was das erste bekam, denn eines von beiden kann ein Dieb sein.",
    advice:
      "Hat die App mehrere Prozesse, nur einen davon erneuern lassen. Sonst im Protokoll nachsehen, von welcher Adresse das zweite Mal kam.",
  },
  "oauth.grant_over": {
    check: "Code, Token oder Zugriff müssen noch da und nicht abgelaufen sein.",
    advice:
      "Die App beginnt die Autorisierung neu. Ein Code lebt 60 Sekunden; Zugriff endet durch die Person, die Verwaltung oder eine längere Pause.",
  },
  "oauth.other_client": {
    check: "Ein Code oder Token gehört der App, für die es ausgestellt wurde.",
    advice: "Die Client-ID beider Anfragen in der App vergleichen.",
  },
  "oauth.person_gone": {
    check: "Die Person muss es geben, und sie muss eingeschaltet sein.",
    advice: "Das Konto wurde ausgeschaltet oder gelöscht. Einschalten, wenn die App weitergehen soll.",
  },
  "oauth.bound_token": {
    check: "Ein gebundenes Token braucht den Beweis des Schlüssels, an den es gebunden ist (DPoP, Zertifikat).",
    advice: "Die App denselben Schlüssel für Autorisierung, Erneuerung und Aufrufe benutzen lassen.",
  },
  "oauth.grant": {
    check: "Der Code oder das Token muss gelten; das Detail hat den Grund.",
    advice: "Die App die Autorisierung neu beginnen lassen.",
  },
  "oauth.login_required": {
    check: "prompt=none braucht eine laufende Sitzung, die die Anfrage beantwortet.",
    advice: "Die App schickt die Person ohne prompt=none zur Anmeldung.",
  },
  "oauth.question_required": {
    check: "prompt=none erlaubt keine Frage, und die Person hat eine zu beantworten.",
    advice: "Die App fragt einmal ohne prompt=none. Eigene Apps können mit firstParty ohne Frage auskommen.",
  },
  "oauth.denied": {
    check: "Die Person, oder eine Regel, muss den Zugriff erlauben.",
    advice: "Das Detail sagt, wer abgelehnt hat.",
  },
  "oauth.token": {
    check: "Das Access-Token muss gelten, von diesem Portal und für diese Adresse sein.",
    advice: "Die App ihr Token erneuern lassen. Token für eine API nimmt userinfo nicht an.",
  },
  "oauth.token_scope": {
    check: "Das Token muss den Scope haben.",
    advice: "Die App ihn in der Autorisierungsanfrage verlangen lassen.",
  },
  "oauth.acr": {
    check: "Die Anmeldung muss die Stufe erreichen, die die App verlangt.",
    advice: "Den Anbieter die Stufe (acr) nennen lassen und sie in acrValues aufnehmen.",
  },
  "provider.client": {
    check: "Der Anbieter muss Client-ID und Geheimnis zusammen annehmen.",
    advice:
      "clientId und clientSecret von {provider} mit denen beim Anbieter vergleichen; ist das Geheimnis dort abgelaufen?",
  },
  "provider.redirect_uri": {
    check: "Der Anbieter muss die Rückrufadresse des Portals kennen.",
    advice: "Die Rückrufadresse von {provider} beim Anbieter anmelden, genau wie die Konsole sie zeigt.",
  },
  "provider.scopes": {
    check: "Der Anbieter muss diesen Client seine Scopes verlangen lassen.",
    advice: "scopes von {provider} mit dem vergleichen, was der Anbieter erlaubt.",
  },
  "provider.issuer": {
    check: "Der Aussteller in den Antworten des Anbieters muss der eingestellte sein.",
    advice: "issuer von {provider} auf das setzen, was sein Discovery-Dokument nennt.",
  },
  "provider.keys": {
    check: "Der Anbieter muss den Schlüssel veröffentlichen, mit dem er das ID-Token unterschrieb.",
    advice: "jwks_uri des Anbieters ansehen: Schlüssel wurden vielleicht gewechselt, ohne veröffentlicht zu werden.",
  },
  "provider.clocks": {
    check: "Die Uhren beider dürfen höchstens eine Minute auseinander gehen.",
    advice: "Die Uhr dieses Rechners oder des Anbieters stellen.",
  },
  "provider.host_name": {
    check: "Dieser Rechner muss den Host des Anbieters auflösen können.",
    advice: "Den Host in issuer von {provider} und DNS hier prüfen.",
  },
  "provider.connection": {
    check: "Der Anbieter muss eine Verbindung von diesem Rechner annehmen.",
    advice: "Prüfen, ob er läuft; Firewall und Proxy ansehen.",
  },
  "provider.private_network": {
    check: "Ein Anbieter unter einer privaten Adresse muss ausdrücklich erlaubt sein.",
    advice: "allowPrivateNetwork von {provider} auf true setzen, wenn er im eigenen Netz steht.",
  },
  "provider.certificate_authority": {
    check: "Das Zertifikat des Anbieters muss von einer bekannten Stelle sein.",
    advice: "Das Zertifikat der eigenen Stelle in NODE_EXTRA_CA_CERTS nennen und neu starten.",
  },
  "provider.certificate_dates": {
    check: "Das Zertifikat des Anbieters muss jetzt gültig sein.",
    advice: "Seine Daten und die Uhr dieses Rechners ansehen.",
  },
  "provider.certificate_name": {
    check: "Das Zertifikat des Anbieters muss für seinen Host sein.",
    advice: "Den Host in issuer von {provider} prüfen.",
  },
  "provider.refusal": {
    check: "Der Anbieter muss dieses Konto den Client benutzen lassen.",
    advice:
      "Vielleicht hat die Person abgebrochen. Sonst Zuweisung, Zustimmung und Zugriffsregeln beim Anbieter ansehen.",
  },
  "provider.provider": {
    check: "Der Anbieter muss ohne eigenen Fehler antworten.",
    advice: "Das Log des Anbieters sagt mehr.",
  },
};
