"use client";

import { useSyncExternalStore } from "react";

const texts = {
  en: {
    title: "Something went wrong",
    text: "The mistake is on our side.",
    again: "Try again",
    reference: "Reference",
  },
  de: {
    title: "Etwas ist schiefgegangen",
    text: "Der Fehler liegt bei uns.",
    again: "Noch einmal versuchen",
    reference: "Referenz",
  },
};

const never = () => () => {};

/** The last resort, in the browser: has no translator, only the language of the document. */
export function CrashCard({ digest }: { digest: string | undefined }) {
  const language = useSyncExternalStore(
    never,
    () => document.documentElement.lang,
    () => "en",
  );
  const reference = useSyncExternalStore(
    never,
    () => document.documentElement.dataset["reference"],
    () => undefined,
  );
  const t = language === "de" ? texts.de : texts.en;
  return (
    <main className="mx-auto max-w-md px-4 py-16">
      <h1 className="font-semibold text-2xl">{t.title}</h1>
      <p className="mt-2">{t.text}</p>
      <p className="mt-6">
        {/* A whole new page: the state of this one can't be trusted. */}
        <button type="button" onClick={() => location.reload()} className="min-h-11 font-medium underline">
          {t.again}
        </button>
      </p>
      {(reference ?? digest) && (
        <p className="mt-6 text-sm">
          {t.reference} <code className="font-mono">{reference ?? digest}</code>
        </p>
      )}
    </main>
  );
}
