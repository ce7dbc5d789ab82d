import { notFound } from "next/navigation";
import { PageShell } from "#components/frame/page-shell.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { codeSnippet } from "#components/playground/code-snippet.ts";
import { Playground } from "#components/playground/playground.tsx";
import { playgroundApis, playgroundSamples } from "#components/playground/playground-samples.ts";
import { playgroundWords } from "#components/playground/playground-words.ts";
import { portal } from "#server/portal.ts";
import { currentFrame } from "../_request.ts";
import { requireSession } from "../_session.ts";
import { titled } from "../_title.ts";

export const generateMetadata = titled("playground.title");

export default async function PlaygroundPage() {
  const { settings } = portal();
  if (!settings.playground) notFound();
  const session = await requireSession("/playground");
  const frame = await currentFrame();
  const { t } = frame;
  const samples = playgroundSamples(settings, t);
  const [first] = samples;
  return (
    <PageShell frame={frame} person={session} place="playground" path="/playground">
      <PageHeading title={t.text("playground.title")} text={t.text("playground.text")} />
      {first ? (
        <>
          <Playground words={playgroundWords(t)} samples={samples} apis={playgroundApis(settings, t)} />
          <noscript>
            <Notice>
              <p className="font-medium">{t.text("playground.no_script_title")}</p>
              <p>{t.text("playground.no_script_text")}</p>
              <pre className="mt-3 whitespace-pre-wrap font-mono text-sm">{codeSnippet(first)}</pre>
            </Notice>
          </noscript>
        </>
      ) : (
        <EmptyState icon="terminal" title={t.text("playground.none_title")} text={t.text("playground.none_text")} />
      )}
    </PageShell>
  );
}
