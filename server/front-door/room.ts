import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AppError } from "#server/errors/app-error.ts";
import type { Route } from "#server/routes/route.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

/** What answers a request. */
export interface Room {
  /** own: sets its own headers and does its own checks (the BFF). protocol: OAuth endpoints. page: everything that people see. */
  kind: "own" | "protocol" | "page";
  handle: Handler;
  /** Prepares a refusal that the front door writes, such as the rate limit's: adds headers, asks for JSON by Accept. */
  onRefused?(request: IncomingMessage, response: ServerResponse): void;
}

/** The room of a request, by its row in the table of routes and where needed by its host and headers. */
export type RoomOf = (route: Route, path: string, request: IncomingMessage) => Room;

/** Where a page leads once it is answered; `undefined`: nowhere else. The target has path and query. */
export type AnswerAddress = (leadsTo: NonNullable<Route["leadsTo"]>, target: string) => Promise<string | undefined>;

/** The BFF, asked before everything else. */
export interface HotRoom {
  /** Gets the whole target. */
  matches(target: string): boolean;
  /** Must not throw. It has its request context until it returns (`runUntilReturn`). */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers instead of `handle` when the catalog can't be read, so that callers on other origins can read the refusal. */
  refuse?(request: IncomingMessage, response: ServerResponse, error: AppError): void;
}
