"use client";

import { CrashCard } from "#components/error/crash-card.tsx";

/** Unexpected errors inside the layout. Pages catch what the server throws; this is for mistakes in a page itself. */
export default function PageCrash({ error }: { error: Error & { digest?: string } }) {
  return <CrashCard digest={error.digest} />;
}
