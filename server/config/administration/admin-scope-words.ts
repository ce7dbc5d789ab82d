import type { AdminNoun } from "#server/config/roles/administration-nouns.ts";

/** Title and description. */
export type ScopeWords = readonly [title: string, description: string];
interface Words {
  en: ScopeWords;
  de: ScopeWords;
}

const everything: Words = {
  en: ["Administer this whole portal", "Everything that you may do here as an administrator, for all people and apps."],
  de: ["Dieses ganze Portal verwalten", "Alles, was Sie hier verwalten dürfen, für alle Personen und Apps."],
};
const reading: Words = {
  en: ["Read the whole administration", "All people, apps, settings and the audit log, as far as you may read them."],
  de: [
    "Die ganze Verwaltung lesen",
    "Alle Personen, Apps, Einstellungen und das Protokoll, soweit Sie sie lesen dürfen.",
  ],
};

/** What of each noun can be read and changed. */
const nouns: Readonly<Record<AdminNoun, { en: NounWords; de: NounWords }>> = {
  users: {
    en: ["people", "their names, addresses and identities", "disabling and deleting them"],
    de: ["Personen", "ihre Namen, Adressen und Identitäten", "sie sperren und löschen"],
  },
  sessions: {
    en: ["sign-ins of people", "who is signed in, from where", "signing people out"],
    de: ["Anmeldungen von Personen", "wer von wo angemeldet ist", "Personen abmelden"],
  },
  grants: {
    en: ["access of apps", "which apps people gave access", "taking it away"],
    de: ["Zugriffe von Apps", "welchen Apps Personen Zugriff gaben", "ihn entziehen"],
  },
  clients: {
    en: ["apps", "their settings", "making and removing them, and their secrets"],
    de: ["Apps", "ihre Einstellungen", "sie anlegen und entfernen, auch ihre Geheimnisse"],
  },
  providers: {
    en: ["ways to sign in", "their settings", "making, changing and removing them"],
    de: ["Wege, sich anzumelden", "ihre Einstellungen", "sie anlegen, ändern und entfernen"],
  },
  resources: {
    en: ["APIs", "their settings", "making, changing and removing them"],
    de: ["APIs", "ihre Einstellungen", "sie anlegen, ändern und entfernen"],
  },
  scopes: {
    en: ["permissions of apps", "what they are called", "making, changing and removing them"],
    de: ["Berechtigungen von Apps", "wie sie heißen", "sie anlegen, ändern und entfernen"],
  },
  setup: {
    en: ["the set-up", "apps, providers and APIs as a file", "replacing them by a file"],
    de: ["die Einrichtung", "Apps, Anbieter und APIs als Datei", "sie durch eine Datei ersetzen"],
  },
  roles: {
    en: ["roles", "who has which", "giving and taking them, its own included"],
    de: ["Rollen", "wer welche hat", "sie geben und nehmen, auch die eigenen"],
  },
  invitations: {
    en: ["invitations", "who is invited", "inviting people"],
    de: ["Einladungen", "wer eingeladen ist", "Personen einladen"],
  },
  policy: {
    en: ["who may sign in", "the rules", "changing them, which signs people out"],
    de: ["wer sich anmelden darf", "die Regeln", "sie ändern, was Personen abmeldet"],
  },
  "signing-keys": {
    en: ["signing keys", "their public parts and age", "replacing them"],
    de: ["Signaturschlüssel", "ihre öffentlichen Teile und ihr Alter", "sie ersetzen"],
  },
  audit: {
    en: ["the audit log", "what people and apps did, and from where", ""],
    de: ["das Protokoll", "was Personen und Apps von wo taten", ""],
  },
  system: {
    en: ["the system", "what runs and what is degraded", ""],
    de: ["das System", "was läuft und was gestört ist", ""],
  },
  limits: {
    en: ["limits", "whom rate limits and lockouts refuse now", "lifting them"],
    de: ["Grenzen", "wen Ratenbegrenzungen und Sperren gerade abweisen", "sie aufheben"],
  },
  explain: {
    en: ["explanations", "why a request of a person or app was refused", ""],
    de: ["Erklärungen", "warum eine Anfrage einer Person oder App abgelehnt wurde", ""],
  },
  contain: {
    en: ["incidents", "what was ended, when and by whom", "ending sessions, access and keys of many people at once"],
    de: ["Vorfälle", "was wann von wem beendet wurde", "Anmeldungen, Zugriffe und Schlüssel vieler auf einmal beenden"],
  },
};
/** Writing is left out where a noun has nothing to change. */
type NounWords = readonly [noun: string, reading: string, writing: string];

function wordsOfNoun([noun, { en, de }]: [string, { en: NounWords; de: NounWords }]): [string, Words][] {
  const [reads, liest] = [`For the whole portal. Reading: ${en[1]}.`, `Im ganzen Portal. Lesen: ${de[1]}.`];
  const read: Words = { en: [`See ${en[0]}`, reads], de: [`Ansehen: ${de[0]}`, liest] };
  const manage: Words = {
    en: [`Manage ${en[0]}`, `${reads} Changing: ${en[2]}.`],
    de: [`Verwalten: ${de[0]}`, `${liest} Ändern: ${de[2]}.`],
  };
  return [
    [`portico.admin.${noun}`, en[2] ? manage : read],
    [`portico.admin.${noun}.read`, read],
  ];
}

export const adminScopeWords: ReadonlyMap<string, Words> = new Map([
  ["portico.admin", everything],
  ["portico.admin.read", reading],
  ...Object.entries(nouns).flatMap(wordsOfNoun),
]);
