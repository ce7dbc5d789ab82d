import type { ErrorTexts } from "../error-texts.ts";

export const errors: ErrorTexts = {
  invalid_settings: {
    title: "Dieses Portal ist falsch eingerichtet",
    cause: "Die Konfiguration hat einen Fehler.",
    nextStep: "Sagen Sie es dem Betreiber.",
  },
  database_in_use: {
    title: "Dieses Portal kann nicht starten",
    cause: "Ein anderes Programm hält seine Daten.",
    nextStep: "Sagen Sie es dem Betreiber.",
  },
  database_unavailable: {
    title: "Wir erreichen unsere Daten gerade nicht",
    cause: "Die Datenbank des Portals antwortet nicht. Nichts ist verloren.",
    nextStep: "Versuchen Sie es gleich noch einmal.",
  },
  redis_unavailable: {
    title: "Dieses Portal erreicht einen Teil von sich nicht",
    cause: "Worüber seine Prozesse miteinander sprechen, antwortet nicht. Nichts ist verloren.",
    nextStep: "Versuchen Sie es gleich noch einmal.",
  },
  migration_failed: {
    title: "Dieses Portal kann nicht starten",
    cause: "Die Datenbank ließ sich nicht auf den neuesten Stand bringen.",
    nextStep: "Sagen Sie es dem Betreiber.",
  },
  provider_unknown: {
    title: "Diese Anmeldung gibt es nicht",
    cause: "Der Link nennt einen Anbieter, den dieses Portal nicht hat.",
    nextStep: "Gehen Sie zur Anmeldung und wählen Sie eine der Schaltflächen.",
  },
  parameter_unsupported: {
    title: "So lässt sich die Anmeldung nicht beginnen",
    cause: "Die Seite, von der Sie kommen, verlangt etwas, das das Portal nicht kann.",
    nextStep: "Gehen Sie zurück und versuchen Sie es noch einmal; bleibt es so, sagen Sie es den Betreibern der Seite.",
  },
  provider_disabled: {
    title: "{provider} steht gerade nicht zur Verfügung",
    cause: "Diese Anmeldung ist abgeschaltet, weil ihre Konfiguration nicht stimmt.",
    nextStep: "Melden Sie sich anders an, oder sagen Sie es dem Betreiber.",
  },
  provider_misconfigured: {
    title: "{provider} ist hier falsch eingerichtet",
    cause:
      "{provider} nimmt dieses Portal nicht an oder ist nicht dort, wo das Portal sucht. Sie sind nicht angemeldet.",
    nextStep: "Melden Sie sich anders an, oder nennen Sie dem Betreiber die Referenz unten.",
  },
  provider_unreachable: {
    title: "{provider}: keine brauchbare Antwort",
    cause:
      "Es kam keine Antwort zur rechten Zeit, oder nur die, dass es dort ein Problem gibt. Sie sind nicht angemeldet.",
    nextStep: "Versuchen Sie es gleich noch einmal, oder melden Sie sich anders an.",
  },
  provider_rejected: {
    title: "Wir trauen der Antwort nicht",
    cause: "{provider}: Die Antwort bestand unsere Prüfungen nicht, darum wurde niemand angemeldet.",
    nextStep: "Versuchen Sie es noch einmal. Geschieht es wieder, sagen Sie es dem Betreiber.",
  },
  provider_declined: {
    title: "{provider}: Anmeldung nicht abgeschlossen",
    cause:
      "Die Antwort sagt uns nicht, was zutrifft: Entweder wurde dort abgebrochen, oder {provider} lässt dieses Konto nicht in dieses Portal. Sie sind nicht angemeldet.",
    nextStep:
      "Haben Sie abgebrochen, melden Sie sich wieder an, wann Sie mögen. Wenn nicht, nennen Sie dem Betreiber die Referenz unten: Im Protokoll des Portals steht, was {provider} gesagt hat.",
  },
  provider_clock_differs: {
    title: "Die Uhren gehen verschieden",
    cause: "{provider}: Die Uhr dort geht anders als die dieses Portals, darum wurde niemand angemeldet.",
    nextStep: "Sagen Sie dem Betreiber, dass die beiden Uhren voneinander abweichen.",
  },
  sign_in_cancelled: {
    title: "Anmeldung abgebrochen",
    cause: "{provider}: Sie haben dort abgebrochen. Nichts wurde geteilt.",
    nextStep: "Melden Sie sich wieder an, wann Sie mögen, oder wählen Sie einen anderen Weg.",
  },
  sign_in_expired: {
    title: "Diese Anmeldung gilt nicht mehr",
    cause: "Sie wurde schon benutzt, dauerte zu lange oder begann in einem anderen Browser.",
    nextStep: "Beginnen Sie neu auf der Anmeldeseite.",
  },
  identity_conflict: {
    title: "Das gehört zu einem anderen Konto",
    cause: "Die gewählte Anmeldung gehört hier schon zu einem anderen Konto.",
    nextStep: "Melden Sie sich direkt damit an, oder nehmen Sie eine andere.",
  },
  not_allowed_to_sign_in: {
    title: "Dieses Portal steht Ihrem Konto nicht offen",
    cause: "{provider} hat bestätigt, wer Sie sind; die Betreiber lassen hier aber nur bestimmte Personen ein.",
    nextStep: "Nehmen Sie ein anderes Konto, wenn Sie eines haben, das darf, oder bitten Sie um Zugang.",
  },
  sign_up_closed: {
    title: "Dieses Portal nimmt niemanden neu auf",
    cause:
      "{provider} hat bestätigt, wer Sie sind; hier gibt es aber kein Konto für Sie, und neue werden nicht angelegt.",
    nextStep: "Haben Sie hier ein Konto, melden Sie sich so an wie früher. Sonst bitten Sie um Zugang.",
  },
  invitation_required: {
    title: "Sie brauchen eine Einladung",
    cause: "{provider} hat bestätigt, wer Sie sind; neue Personen kommen hier aber nur mit Einladung hinein.",
    nextStep:
      "Haben Sie eine Einladung, öffnen Sie deren Link in diesem Browser und melden Sie sich mit dem Konto an, für das sie gilt. Sonst bitten Sie um eine.",
  },
  invitation_invalid: {
    title: "Diese Einladung gilt nicht mehr",
    cause: "Sie wurde benutzt, zurückgezogen oder ist zu alt; oder der Link ist unvollständig.",
    nextStep: "Haben Sie sie selbst benutzt, melden Sie sich einfach an. Sonst bitten Sie um eine neue.",
  },
  account_disabled: {
    title: "Dieses Konto ist gesperrt",
    cause: "Wir wissen, wer Sie sind, aber dieses Konto darf nicht benutzt werden.",
    nextStep: "Fragen Sie den Betreiber.",
  },
  session_required: {
    title: "Bitte melden Sie sich an",
    cause: "Sie sind nicht angemeldet, oder Ihre Sitzung ist zu Ende.",
    nextStep: "Melden Sie sich an und versuchen Sie es noch einmal.",
  },
  frontend_on_other_site: {
    title: "Diese Seite gehört zu einer anderen Website",
    cause:
      "Browser halten Ihre Anmeldung von Seiten anderer Websites fern, und diese gehört zu einer anderen als das Portal.",
    nextStep: "Sagen Sie es den Betreibern der Seite: Im Protokoll des Portals steht, um welche Adresse es geht.",
  },
  csrf_header_missing: {
    title: "Der Anfrage fehlt ein Header",
    cause: "Aufrufe unter /bff/ brauchen den Header „X-CSRF: 1“, damit andere Seiten sie nicht senden können.",
    nextStep: "Senden Sie den Header bei jedem dieser Aufrufe mit.",
  },
  origin_refused: {
    title: "Das kam von woanders",
    cause:
      "Diese Anfrage kam nicht von einer Seite unter der Adresse dieses Portals: Vielleicht hat eine andere Website sie gesendet. Wir haben nichts getan.",
    nextStep: "Beginnen Sie neu auf einer Seite dieses Portals.",
  },
  passed_on_from_elsewhere: {
    title: "Diese Seite kann hier nicht angemeldet werden",
    cause: "Ihr Server reicht Aufrufe an das Portal weiter, Ihre Sitzung gehört aber zum Host des Portals.",
    nextStep:
      "Sagen Sie es den Entwicklern der Seite: Sie muss das Portal selbst aufrufen oder unter dessen Adresse stehen.",
  },
  cookie_doubled: {
    title: "Ihr Browser sendet ein Cookie doppelt",
    cause:
      "Für {host} gibt es mehr als ein Cookie „{cookie}“, darum glauben wir keinem davon. Vielleicht hat ein anderes Programm auf diesem Computer oder ein Skript eines gesetzt. Nichts wurde geändert, und wir haben Ihren Browser gebeten, die überzähligen zu löschen.",
    nextStep:
      "Versuchen Sie es noch einmal. Kommt diese Seite wieder, löschen Sie in den Einstellungen Ihres Browsers die Cookies („Websitedaten“) von {host} und melden sich neu an.",
  },
  head_too_large: {
    title: "Ihr Browser sendet zu viel",
    cause: "Die geöffnete Adresse und die Cookies für {host} sind zusammen zu lang. Meist sind es zu viele Cookies.",
    nextStep:
      "Öffnen Sie die Seite noch einmal. Kommt das wieder, löschen Sie in den Einstellungen Ihres Browsers die Cookies („Websitedaten“) von {host}.",
  },
  csrf_token_invalid: {
    title: "Dieses Formular ist abgelaufen",
    cause: "Es war zu lange offen oder gehört zu einer früheren Sitzung. Nichts wurde geändert.",
    nextStep: "Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.",
  },
  route_not_found: {
    title: "Hier ist nichts",
    cause: "Die Adresse ist falsch, oder was hier war, ist weg.",
    nextStep: "Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite.",
  },
  path_refused: {
    title: "Diese Adresse wird nicht weitergegeben",
    cause: "Ein Teil von ihr lässt sich auf zwei Arten lesen.",
    nextStep: "Sagen Sie es den Betreibern der Seite, von der Sie kommen.",
  },
  return_path_expired: {
    title: "Wohin Sie wollten, ist nicht mehr bekannt",
    cause: "Die Adresse war zu lang zum Mitnehmen; das Portal hat sie eine Stunde lang aufbewahrt. Die ist vorbei.",
    nextStep: "Öffnen Sie die gewünschte Seite noch einmal, über den Link oder das Lesezeichen.",
  },
  forward_host_unknown: {
    title: "Für diese Adresse ist keine Anmeldung eingerichtet",
    cause: "Das Portal kennt die Adresse nicht, von der Sie kommen.",
    nextStep: "Sagen Sie es den Betreibern: Im Protokoll des Portals steht, welche Einstellung fehlt.",
  },
  app_not_allowed: {
    title: "Diese App ist für Ihr Konto nicht freigegeben",
    cause: "Sie sind angemeldet, aber wer diese App betreibt, lässt nur bestimmte Personen hinein.",
    nextStep: "Nehmen Sie ein anderes Konto, wenn eines von Ihnen hinein darf, oder fragen Sie den Betreiber der App.",
  },
  api_not_allowed: {
    title: "Das steht Ihrem Konto nicht offen",
    cause: "Sie sind angemeldet; die Betreiber lassen hier aber nur bestimmte Personen ein.",
    nextStep: "Nehmen Sie ein anderes Konto, wenn Sie eines haben, das darf, oder fragen Sie die Betreiber.",
  },
  method_not_allowed: {
    title: "Das geht hier nicht",
    cause: "Diese Adresse nimmt solche Anfragen nicht an.",
    nextStep: "Beginnen Sie neu auf einer Seite dieses Portals.",
  },
  not_acceptable: {
    title: "Diese Form gibt es hier nicht",
    cause: "Das Programm verlangt eine Form, die diese Adresse nicht anbietet.",
    nextStep: "Sagen Sie es den Betreibern des Programms.",
  },
  status_list_time_unsupported: {
    title: "Hier steht nur die Gegenwart",
    cause: "Das Programm fragt, welche Schlüssel zu einer anderen Zeit beendet waren.",
    nextStep: "Sagen Sie es den Betreibern des Programms.",
  },
  request_invalid: {
    title: "Das haben wir nicht verstanden",
    cause: "Die Anfrage ist unvollständig oder fehlerhaft. Nichts wurde geändert.",
    nextStep: "Gehen Sie zurück und versuchen Sie es noch einmal.",
  },
  request_too_large: {
    title: "Das war zu groß",
    cause: "Die Anfrage ist größer, als diese Adresse annimmt.",
    nextStep: "Senden Sie weniger.",
  },
  too_many_parameters: {
    title: "Zu viele Parameter",
    cause: "Die Anfrage hat mehr Parameter oder Cookies, als dieses Portal annimmt. Nichts wurde geändert.",
    nextStep:
      "Beginnen Sie auf der ersten Seite neu. Hilft das nicht, löschen Sie die Cookies dieser Seite im Browser.",
  },
  request_timeout: {
    title: "Das dauerte zu lange",
    cause: "Ihre Anfrage kam nicht rechtzeitig an. Nichts wurde geändert.",
    nextStep: "Senden Sie sie noch einmal.",
  },
  rate_limited: {
    title: "Zu viele Versuche",
    cause: "Es gab zu viele Anfragen in kurzer Zeit.",
    nextStep: "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
  },
  scope_required: {
    title: "Mehr Zugriff nötig",
    cause: "{provider}: Um diesen Zugriff wurde dort noch nicht gebeten.",
    nextStep: "Erlauben Sie ihn beim Anbieter und versuchen Sie es noch einmal.",
  },
  provider_connection_required: {
    title: "{provider} ist nicht verbunden",
    cause: "Sie sind auf anderem Weg angemeldet, darum fehlt dieser Zugriff.",
    nextStep: "Melden Sie sich damit an und versuchen Sie es noch einmal.",
  },
  reauthentication_required: {
    title: "Bitte melden Sie sich noch einmal an",
    cause: "{provider}: Der erlaubte Zugriff ist zu Ende.",
    nextStep: "Melden Sie sich neu an, um ihn zu erneuern.",
  },
  upstream_unreachable: {
    title: "Der Dienst hat nicht geantwortet",
    cause: "Das Portal erreichte den Dienst dahinter nicht oder bekam keine brauchbare Antwort.",
    nextStep: "Versuchen Sie es später noch einmal.",
  },
  upstream_timeout: {
    title: "Der Dienst brauchte zu lange",
    cause: "Der Dienst hinter dem Portal antwortete nicht rechtzeitig.",
    nextStep: "Versuchen Sie es später noch einmal.",
  },
  token_unavailable: {
    title: "Gerade nicht möglich",
    cause: "Der nötige Zugriff ließ sich im Moment nicht erneuern. Sie bleiben angemeldet.",
    nextStep: "Versuchen Sie es gleich noch einmal.",
  },
  client_unknown: {
    title: "Diese App kennen wir nicht",
    cause: "Die App, von der Sie kommen, ist hier nicht registriert. Nichts wurde geteilt.",
    nextStep: "Gehen Sie zurück zur App und sagen Sie es den Betreibern.",
  },
  redirect_uri_mismatch: {
    title: "Zu Ihrer Sicherheit angehalten",
    cause: "Die App wollte Sie an eine Adresse schicken, die sie nicht registriert hat. Nichts wurde geteilt.",
    nextStep: "Gehen Sie zurück zur App und sagen Sie es den Betreibern.",
  },
  authorization_request_invalid: {
    title: "Die Anfrage der App ist fehlerhaft",
    cause: "Was die App verlangt, von der Sie kommen, ist nicht gültig. Nichts wurde geteilt.",
    nextStep: "Gehen Sie zurück zur App und versuchen Sie es noch einmal, oder sagen Sie es den Betreibern.",
  },
  interaction_expired: {
    title: "Diese Anfrage gilt nicht mehr",
    cause: "Sie ist abgelaufen, wurde schon beantwortet oder begann in einem anderen Browser.",
    nextStep: "Gehen Sie zurück zur App und beginnen Sie neu.",
  },
  consent_blocked: {
    title: "Diese App bekommt gerade keinen Zugriff",
    cause: "Die Verwaltung hat neuen Zugriff dieser App auf dein Konto gesperrt.",
    nextStep: "Frag die Leute, die dieses Portal betreiben.",
  },
  grant_not_found: {
    title: "Diese App ist nicht verbunden",
    cause: "Sie hat keinen Zugriff auf Ihr Konto, oder nicht mehr.",
    nextStep: "Sehen Sie in der Liste der verbundenen Apps nach.",
  },
  device_code_invalid: {
    title: "Code nicht erkannt",
    cause: "Der Code ist falsch, wurde schon benutzt oder ist abgelaufen.",
    nextStep: "Vergleichen Sie ihn mit Ihrem Gerät und geben Sie ihn noch einmal ein.",
  },
  admin_not_allowed: {
    title: "Dieser Teil der Verwaltung steht Ihnen nicht offen",
    cause: "Ihr Konto hat keine Rolle, die ihn erlaubt.",
    nextStep:
      "Bitten Sie eine Administratorin oder einen Administrator um eine Rolle, oder nehmen Sie ein anderes Konto.",
  },
  fresh_sign_in_required: {
    title: "Bitte zuerst noch einmal anmelden",
    cause: "Damit wird etwas geändert oder vergeben. Deshalb braucht es eine Anmeldung der letzten 15 Minuten.",
    nextStep: "Melden Sie sich neu an und wiederholen Sie es. Geändert wurde nichts.",
  },
  revision_required: {
    title: "Die Änderung nennt keine Fassung",
    cause: "Sie könnte eine andere Änderung aufheben, die inzwischen gemacht wurde.",
    nextStep: "Öffnen Sie den Eintrag noch einmal und wiederholen Sie die Änderung.",
  },
  access_token_required: {
    title: "Diese Adresse ist für Programme",
    cause: "Die Anfrage hat kein Zugriffstoken.",
    nextStep: "Nehmen Sie die Seiten der Verwaltung, oder senden Sie ein Zugriffstoken.",
  },
  access_token_invalid: {
    title: "Das Zugriffstoken gilt nicht",
    cause: "Es ist unbekannt, beendet oder für etwas anderes.",
    nextStep: "Holen Sie ein neues Token und wiederholen Sie die Anfrage.",
  },
  content_type_unsupported: {
    title: "Diese Art von Inhalt wird nicht angenommen",
    cause: "Das Programm hat etwas anderes als JSON gesendet.",
    nextStep: "Sagen Sie es denen, die das Programm herstellen.",
  },
  idempotency_key_reused: {
    title: "Schon einmal mit anderem Inhalt gesendet",
    cause: "Das Programm hat den Schlüssel einer Anfrage mit einer anderen Anfrage wiederholt.",
    nextStep: "Sagen Sie es denen, die das Programm herstellen.",
  },
  idempotency_in_progress: {
    title: "Wird noch bearbeitet",
    cause: "Dieselbe Anfrage kam schon und läuft noch.",
    nextStep: "Versuchen Sie es gleich noch einmal.",
  },
  idempotency_outcome_unknown: {
    title: "Es kann schon geschehen sein",
    cause: "Dieselbe Anfrage kam schon und ist unterwegs gescheitert.",
    nextStep: "Sehen Sie nach, ob die Änderung gemacht wurde. Wenn nicht, senden Sie sie mit einem neuen Schlüssel.",
  },
  input_invalid: {
    title: "Im Formular stimmt etwas nicht",
    cause: "Mindestens ein Feld hat einen Fehler. Geändert wurde nichts.",
    nextStep: "Gehen Sie zurück, verbessern Sie es und senden Sie das Formular noch einmal.",
  },
  cursor_invalid: {
    title: "Das ist keine Seite der Liste",
    cause: "Die Adresse nennt eine Stelle der Liste, die keine ist.",
    nextStep: "Gehen Sie zurück zum Anfang der Liste.",
  },
  own_account: {
    title: "Das ist Ihr eigenes Konto",
    cause: "Das Konto, mit dem Sie gerade handeln, können Sie nicht selbst sperren oder löschen.",
    nextStep: "Bitten Sie jemand anderen aus der Verwaltung oder den Betreiber dieses Portals.",
  },
  last_identity: {
    title: "Das ist die einzige Anmeldung",
    cause: "Ohne sie gäbe es keinen Weg mehr in dieses Konto.",
    nextStep: "Sperren oder löschen Sie stattdessen das Konto.",
  },
  admin_target_not_found: {
    title: "Diesen Eintrag gibt es nicht",
    cause: "Er wurde gelöscht, oder die Adresse stimmt nicht.",
    nextStep: "Gehen Sie zurück zur Liste.",
  },
  revision_conflict: {
    title: "Es wurde inzwischen geändert",
    cause: "Jemand anderes hat den Eintrag geändert, während Sie ihn offen hatten. Ihre Änderung wurde nicht gemacht.",
    nextStep: "Öffnen Sie ihn noch einmal und wiederholen Sie Ihre Änderung.",
  },
  too_many_streams: {
    title: "Zu viele offene Protokolle",
    cause: "Das Protokoll ist an so vielen Stellen offen, wie es sein darf.",
    nextStep: "Schließen Sie eine, die Sie nicht mehr brauchen, und versuchen Sie es noch einmal.",
  },
  containment_running: {
    title: "Eine Eindämmung läuft",
    cause: "Eine andere ist noch nicht zu Ende, und es läuft immer nur eine.",
    nextStep: "Warte, bis sie zu Ende ist; ihr Bericht sagt, wie weit sie ist.",
  },
  policy_locks_out: {
    title: "Das würde Sie aussperren",
    cause: "Mit dieser Regel könnten Sie sich nicht mehr anmelden, darum gilt sie nicht.",
    nextStep: "Nehmen Sie sich selbst auf, oder lassen Sie sich in der Einstellung „admins“ nennen.",
  },
  entry_in_settings: {
    title: "Es steht in der Konfigurationsdatei",
    cause: "Einträge der Konfigurationsdatei des Portals lassen sich hier nicht ändern.",
    nextStep: "Ändern Sie ihn in der Datei und starten Sie das Portal neu.",
  },
  entry_exists: {
    title: "Schon vorhanden",
    cause: "Einen Eintrag mit diesem Namen gibt es schon.",
    nextStep: "Ändern Sie diesen Eintrag, oder wählen Sie einen anderen Namen.",
  },
  entry_in_use: {
    title: "Wird noch benutzt",
    cause: "Andere Einträge nennen diesen, deshalb kann er nicht gelöscht werden.",
    nextStep: "Nehmen Sie ihn aus den genannten Einträgen heraus und löschen Sie ihn dann.",
  },
  internal_error: {
    title: "Etwas ist schiefgegangen",
    cause: "Der Fehler liegt bei uns. Er steht unter der Referenz im Protokoll.",
    nextStep: "Versuchen Sie es noch einmal. Geschieht es wieder, nennen Sie dem Betreiber die Referenz.",
  },
  role_unknown: {
    title: "Diese Rolle gibt es nicht",
    cause: "Die Rolle gibt es hier nicht.",
    nextStep: "Wählen Sie eine aus der Liste.",
  },
  role_holder_invalid: {
    title: "Das ist keine Person oder Gruppe",
    cause: "Eine Rolle geht an eine Person (Adresse oder Anbieter:Kennung) oder an eine Gruppe (Anbieter:Gruppe).",
    nextStep: "Prüfen Sie die Eingabe.",
  },
  person_ambiguous: {
    title: "Mehrere Personen haben diese Adresse",
    cause: "Mehr als eine Person hat diese Adresse bestätigt.",
    nextStep: "Nennen Sie die Person mit Anbieter:Kennung oder mit der Id des Kontos.",
  },
  last_admin: {
    title: "Das ist die letzte Administration",
    cause: "Danach könnte sich niemand mehr anmelden, der dieses Portal verwaltet.",
    nextStep:
      "Geben Sie die Rolle zuerst einer Person, die sich anmelden kann, oder überlassen Sie es dem Betreiber (Befehlszeile).",
  },
};
