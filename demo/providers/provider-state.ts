import type { IncomingMessage } from "node:http";
import type { PersonId } from "#demo/people.ts";
import {
  type Endpoint,
  type Fault,
  type ProviderBehaviour,
  type ProviderName,
  type RecordedRequest,
  realisticBehaviour,
} from "./provider-controls.ts";

const mostRecorded = 500;

/** All that one provider remembers apart from tokens: how it behaves, what it saw, who agreed to what. */
export class ProviderState {
  behaviour: ProviderBehaviour;
  readonly extraRedirectUris = new Set<string>();
  /** Scopes that a person has agreed to: decides Google's refresh token and prompt=none. */
  readonly consents = new Map<PersonId, ReadonlySet<string>>();
  readonly #faults = new Map<Endpoint, { fault: Fault; left: number }>();
  readonly #calls = new Map<Endpoint, number>();
  readonly #requests: RecordedRequest[] = [];
  readonly #name: ProviderName;

  constructor(name: ProviderName) {
    this.#name = name;
    this.behaviour = realisticBehaviour[name];
  }

  fail(endpoint: Endpoint, fault: Fault, times: number): void {
    this.#faults.set(endpoint, { fault, left: times });
  }

  heal(endpoint?: Endpoint): void {
    if (endpoint) this.#faults.delete(endpoint);
    else this.#faults.clear();
  }

  /** Counts the request and says what is to go wrong with it. */
  record(endpoint: Endpoint, path: string, request: IncomingMessage): Fault | undefined {
    this.#calls.set(endpoint, this.calls(endpoint) + 1);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    this.#requests.push({ endpoint, method: request.method ?? "GET", path, headers, atMs: Date.now() });
    if (this.#requests.length > mostRecorded) this.#requests.shift();
    const planned = this.#faults.get(endpoint);
    if (!planned) return undefined;
    planned.left -= 1;
    if (planned.left <= 0) this.#faults.delete(endpoint);
    return planned.fault;
  }

  calls(endpoint: Endpoint): number {
    return this.#calls.get(endpoint) ?? 0;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  reset(): void {
    this.behaviour = realisticBehaviour[this.#name];
    this.extraRedirectUris.clear();
    this.consents.clear();
    this.#faults.clear();
    this.#calls.clear();
    this.#requests.length = 0;
  }
}
