"use client";

import { type FormEvent, useId } from "react";
import { Button } from "../parts/button.tsx";
import type { Sample } from "./playground-samples.ts";
import type { PlaygroundWords } from "./playground-words.ts";
import type { PlaygroundRequest } from "./send-request.ts";
import { useHydrated } from "./use-hydrated.ts";

const field = "min-h-11 w-full rounded-xl border border-line-strong bg-surface px-3 py-2";

interface PlaygroundFormProps {
  words: PlaygroundWords;
  samples: readonly Sample[];
  methods: readonly string[];
  request: PlaygroundRequest;
  sending: boolean;
  onChange(request: PlaygroundRequest): void;
  onSend(): void;
  onStop(): void;
}

export function PlaygroundForm(props: PlaygroundFormProps) {
  const { words, samples, methods, request, sending, onChange } = props;
  const id = useId();
  const chosen = samples.find(({ method, path }) => method === request.method && path === request.path);
  const takesBody = request.method !== "GET" && request.method !== "HEAD";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (sending) props.onStop();
    else props.onSend();
  }

  return (
    <form onSubmit={submit}>
      {/* Before the script is there, pressing Send would load the page again and lose what was written. */}
      <fieldset disabled={!useHydrated()} className="grid gap-4">
        <div>
          <label htmlFor={`${id}-route`} className="mb-1 block text-muted text-sm">
            {words.route}
          </label>
          <select
            id={`${id}-route`}
            value={chosen ? routeOf(chosen) : ""}
            onChange={(event) => {
              const sample = samples.find((candidate) => routeOf(candidate) === event.target.value);
              if (sample) onChange({ method: sample.method, path: sample.path, body: sample.body });
            }}
            className={field}
          >
            {!chosen && <option value="">{words.own_route}</option>}
            {samples.map((sample) => (
              <option key={sample.id} value={routeOf(sample)}>
                {sample.title}
              </option>
            ))}
          </select>
        </div>
        <div className="grid grid-cols-[auto_1fr] gap-3">
          <div>
            <label htmlFor={`${id}-method`} className="mb-1 block text-muted text-sm">
              {words.method}
            </label>
            <select
              id={`${id}-method`}
              value={request.method}
              onChange={(event) => onChange({ ...request, method: event.target.value })}
              className={field}
            >
              {[...new Set([...methods, request.method])].map((method) => (
                <option key={method}>{method}</option>
              ))}
            </select>
          </div>
          <div className="min-w-0">
            <label htmlFor={`${id}-path`} className="mb-1 block text-muted text-sm">
              {words.path}
            </label>
            <input
              id={`${id}-path`}
              value={request.path}
              onChange={(event) => onChange({ ...request, path: event.target.value })}
              required
              // Only paths of this site: the playground is no tool to call others with.
              pattern="/(?!/).*"
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              dir="ltr"
              className={`${field} font-mono text-sm`}
            />
          </div>
        </div>
        {takesBody && (
          <div>
            <label htmlFor={`${id}-body`} className="mb-1 block text-muted text-sm">
              {words.body}
            </label>
            <textarea
              id={`${id}-body`}
              rows={3}
              value={request.body}
              onChange={(event) => onChange({ ...request, body: event.target.value })}
              spellCheck={false}
              dir="ltr"
              className={`${field} font-mono text-sm`}
            />
          </div>
        )}
        <Button className="w-full">{sending ? words.stop : words.send}</Button>
      </fieldset>
    </form>
  );
}

/** `/bff/api/demo/notes` or `POST /bff/api/demo/notes`. */
function routeOf({ method, path }: PlaygroundRequest | Sample): string {
  return method === "GET" ? path : `${method} ${path}`;
}
