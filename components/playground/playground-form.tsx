"use client";

import { type FormEvent, useId } from "react";
import { Button } from "../button.tsx";
import type { Sample } from "./playground-samples.ts";
import type { PlaygroundWords } from "./playground-words.ts";
import type { PlaygroundRequest } from "./send-request.ts";

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
    <form onSubmit={submit} className="grid gap-4">
      <fieldset>
        <legend className="mb-2 text-muted text-sm">{words.sample}</legend>
        <div className="flex flex-wrap gap-2">
          {samples.map((sample) => (
            <button
              key={sample.id}
              type="button"
              aria-pressed={sample === chosen}
              onClick={() => onChange({ method: sample.method, path: sample.path, body: sample.body })}
              className="min-h-11 rounded-full border border-line px-4 text-sm transition-colors hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
            >
              {sample.title}
            </button>
          ))}
        </div>
      </fieldset>
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
    </form>
  );
}
