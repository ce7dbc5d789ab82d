import type { BuddyEvent, Connection } from "./buddy-session.ts";
import { classifyFailure, type PorticoClient } from "./portico-client.ts";

/** removed: Portico took the access back. unreachable: nothing can be said now, try again. */
export type CalendarOutcome = "done" | "removed" | "unreachable" | "not_allowed";

const earlyMs = 10_000;

/** Calls the calendar API for a connected person, with a fresh token when needed. */
export class Calendar {
  readonly #portico: PorticoClient;
  readonly #eventsUrl: URL;

  constructor(portico: PorticoClient, calendarAudience: string) {
    this.#portico = portico;
    this.#eventsUrl = new URL(`${calendarAudience}/events`);
  }

  async fetchWeek(connection: Connection): Promise<CalendarOutcome> {
    return this.#call(connection, { method: "GET" }, async (response) => {
      const { events } = (await response.json()) as { events: BuddyEvent[] };
      connection.week = { events, fetchedAtMs: Date.now() };
    });
  }

  async addEvent(connection: Connection, title: string, startsAt: Date): Promise<CalendarOutcome> {
    const body = JSON.stringify({ title, startsAt: startsAt.toISOString() });
    const init = { method: "POST", body, headers: new Headers({ "content-type": "application/json" }) };
    return this.#call(connection, init, async () => {});
  }

  /** Once; and once more with a new token when the API refuses the one we have. */
  async #call(
    connection: Connection,
    init: { method: string; body?: string; headers?: Headers },
    read: (response: Response) => Promise<void>,
  ): Promise<CalendarOutcome> {
    try {
      for (const attempt of ["first", "second"] as const) {
        const token = await this.#freshToken(connection);
        const response = await this.#portico.callApi(token, this.#eventsUrl, init);
        if (response.ok) {
          await read(response);
          return "done";
        }
        if (response.status === 403) return "not_allowed";
        if (response.status !== 401) return "unreachable";
        if (attempt === "first" && connection.apiToken?.value === token) connection.apiToken = undefined;
      }
      return "removed";
    } catch (error) {
      return classifyFailure(error) === "unreachable" ? "unreachable" : "removed";
    }
  }

  async #freshToken(connection: Connection): Promise<string> {
    if (!connection.apiToken || connection.apiToken.expiresAtMs - earlyMs < Date.now()) {
      connection.refreshing ??= this.#refresh(connection).finally(() => {
        connection.refreshing = undefined;
      });
      await connection.refreshing;
    }
    return connection.apiToken?.value ?? "";
  }

  async #refresh(connection: Connection): Promise<void> {
    const { nextRefreshToken, ...apiToken } = await this.#portico.fetchApiToken(connection.refreshToken);
    connection.refreshToken = nextRefreshToken ?? connection.refreshToken;
    connection.apiToken = apiToken;
  }
}
