"use client";

import { useEffect, useRef, useState } from "react";
import { BffProvider, useSession } from "#client/react.tsx";
import { CodeBlock } from "./code-block.tsx";
import { codeSnippet } from "./code-snippet.ts";
import { PlaygroundAnswerView } from "./playground-answer-view.tsx";
import { PlaygroundForm } from "./playground-form.tsx";
import type { PlaygroundApi, Sample } from "./playground-samples.ts";
import type { PlaygroundWords } from "./playground-words.ts";
import { type PlaygroundAnswer, type PlaygroundRequest, sendRequest } from "./send-request.ts";

interface PlaygroundProps {
  words: PlaygroundWords;
  samples: readonly Sample[];
  apis: readonly PlaygroundApi[];
}

/**
 * Sends real requests as any frontend would, and shows both sides of them, with the portal's own browser package. There is no
 * token here to show.
 */
export function Playground(props: PlaygroundProps) {
  return (
    <BffProvider>
      <PlaygroundBench {...props} />
    </BffProvider>
  );
}

function PlaygroundBench({ words, samples, apis }: PlaygroundProps) {
  const [request, setRequest] = useState<PlaygroundRequest>(samples[0] ?? { method: "GET", path: "", body: "" });
  const [answer, setAnswer] = useState<PlaygroundAnswer>();
  const [state, setState] = useState<"idle" | "sending" | "failed">("idle");
  const running = useRef<AbortController>(undefined);
  const bff = useSession();
  useReloadForOthers();
  const api = apis.find(({ name }) => request.path.startsWith(`/bff/api/${name}/`));

  async function send() {
    const controller = new AbortController();
    running.current = controller;
    setAnswer(undefined);
    setState("sending");
    try {
      await sendRequest(bff, request, controller.signal, setAnswer);
      setState("idle");
    } catch {
      setState(controller.signal.aborted ? "idle" : "failed");
    }
  }

  return (
    <div className="noscript:hidden grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
      <section
        aria-labelledby="request"
        className="min-w-0 rounded-2xl border border-line bg-surface p-5 shadow-card sm:p-6"
      >
        <h2 id="request" className="mb-4 font-semibold text-lg">
          {words.request}
        </h2>
        <PlaygroundForm
          words={words}
          samples={samples}
          methods={api?.methods ?? ["GET"]}
          request={request}
          sending={state === "sending"}
          onChange={(changed) => {
            running.current?.abort();
            setRequest(changed);
          }}
          onSend={send}
          onStop={() => running.current?.abort()}
        />
        <h3 className="mt-6 font-semibold">{words.attached}</h3>
        <p className="mt-1">{api?.attached ?? words.attached_none}</p>
        <p className="text-muted text-sm">{words.attached_note}</p>
        <div className="mt-4">
          <CodeBlock code={codeSnippet(request)} words={words} />
        </div>
        <p className="mt-2 text-muted text-sm">{words.request_text}</p>
      </section>
      <PlaygroundAnswerView
        words={words}
        answer={answer}
        failed={state === "failed"}
        connectLabel={api?.connectLabel}
      />
    </div>
  );
}

/** Reloads the page when its session is over or another person signed in, perhaps in another tab. */
function useReloadForOthers() {
  const { user } = useSession();
  const first = useRef<string>(undefined);
  const now = user === undefined ? undefined : String(user?.claims["bff:session_state"]);
  useEffect(() => {
    if (now === undefined) return;
    first.current ??= now;
    if (first.current !== now) location.reload();
  }, [now]);
}
