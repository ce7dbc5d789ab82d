"use client";

import { Badge } from "../parts/badge.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";
import { JsonView } from "./json-view.tsx";
import type { PlaygroundWords } from "./playground-words.ts";
import type { PlaygroundAnswer } from "./send-request.ts";

export function PlaygroundAnswerView({
  words,
  answer,
  failed,
  connectLabel,
}: {
  words: PlaygroundWords;
  answer: PlaygroundAnswer | undefined;
  failed: boolean;
  connectLabel: string | undefined;
}) {
  return (
    <section
      aria-labelledby="answer"
      className="min-w-0 rounded-2xl border border-line bg-surface p-5 shadow-card sm:p-6"
    >
      <h2 id="answer" className="mb-4 font-semibold text-lg">
        {words.answer}
      </h2>
      <div role="status">
        {answer && <StatusLine answer={answer} />}
        {failed && <Notice tone="danger">{words.failed}</Notice>}
        {!answer && !failed && <p className="text-muted">{words.answer_empty}</p>}
      </div>
      {answer && <AnswerDetails words={words} answer={answer} connectLabel={connectLabel} />}
    </section>
  );
}

function StatusLine({ answer }: { answer: PlaygroundAnswer }) {
  const tone = answer.status < 300 ? "good" : answer.status < 500 ? "warn" : "danger";
  return (
    <p className="flex flex-wrap items-center gap-3">
      <Badge tone={tone}>
        {answer.status} {answer.statusText}
      </Badge>
      <span className="text-muted text-sm">{answer.tookMs} ms</span>
    </p>
  );
}

function AnswerDetails({
  words,
  answer,
  connectLabel,
}: {
  words: PlaygroundWords;
  answer: PlaygroundAnswer;
  connectLabel: string | undefined;
}) {
  const connectUrl = connectUrlIn(answer);
  return (
    <>
      {connectUrl && connectLabel && (
        <div className="mt-4">
          <Notice>
            <p>{words.connect_text}</p>
            <ButtonLink href={connectUrl} kind="secondary" className="mt-3">
              {connectLabel}
            </ButtonLink>
          </Notice>
        </div>
      )}
      <h3 className="mt-5 mb-2 font-semibold">{answer.isEventStream ? words.events : words.body_title}</h3>
      {answer.body === "" && answer.finished ? (
        <p className="text-muted">{words.no_body}</p>
      ) : (
        <JsonView text={answer.body} label={answer.isEventStream ? words.events : words.body_title} />
      )}
      {answer.cut && <p className="mt-2 text-muted text-sm">{words.cut}</p>}
      <details className="mt-5 rounded-xl border border-line open:pb-3">
        <summary className="flex min-h-11 items-center justify-between px-4 font-semibold">
          {words.headers}
          <span className="font-normal text-muted text-sm">{answer.headers.length}</span>
        </summary>
        <dl className="px-4 font-mono text-sm">
          {answer.headers.map(([name, value]) => (
            <div key={name} className="mt-2">
              <dt className="text-muted">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

/** The portal's problem+json says where missing access can be given; a path of this site, or it isn't shown. */
function connectUrlIn(answer: PlaygroundAnswer): string | undefined {
  if (answer.status < 400 || !answer.finished) return undefined;
  try {
    const problem = JSON.parse(answer.body) as { connect_url?: unknown; login_url?: unknown };
    const url = new URL(String(problem.connect_url ?? problem.login_url), location.href);
    if (url.origin !== location.origin || (!problem.connect_url && !problem.login_url)) return undefined;
    url.searchParams.set("returnUrl", "/playground");
    return url.pathname + url.search;
  } catch {
    return undefined;
  }
}
