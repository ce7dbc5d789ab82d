"use client";

import { CrashCard } from "#components/error/crash-card.tsx";
import "./globals.css";

/** The layout itself failed: no settings, no language, only the plainest of pages. */
export default function LayoutCrash({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong</title>
        <CrashCard digest={error.digest} />
      </body>
    </html>
  );
}
