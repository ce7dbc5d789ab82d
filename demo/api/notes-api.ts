import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import { type Caller, requireScope } from "./access.ts";
import type { PersonStore } from "./person-store.ts";
import { sendNotFound, sendProblem } from "./problem.ts";
import { readJsonObject } from "./read-json.ts";

export interface Note {
  id: string;
  text: string;
  createdAt: string;
}

const longestText = 2000;

export function firstNotes(): Note[] {
  return [
    { id: randomUUID(), text: "This note came through Portico; the browser never saw a token.", createdAt: now() },
    { id: randomUUID(), text: "Add one with POST, remove one with DELETE.", createdAt: now() },
  ];
}

/** GET, POST /demo/notes and DELETE /demo/notes/{id}. */
export async function notesApi(
  notes: PersonStore<Note>,
  caller: Caller,
  id: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!requireScope(response, caller, isRead ? "notes:read" : "notes:write")) return;
  if (isRead) {
    const own = notes.list(caller.subject);
    if (id === undefined) return sendJson(response, 200, { notes: own });
    const note = own.find((one) => one.id === id);
    return note ? sendJson(response, 200, note) : sendNotFound(response);
  }
  if (request.method === "POST" && id === undefined) return addNote(notes, caller, request, response);
  if (request.method === "DELETE" && id !== undefined) {
    if (!notes.remove(caller.subject, id)) return sendNotFound(response);
    return void response.writeHead(204).end();
  }
  sendProblem(response, 405, "Method not allowed", `${request.method} does nothing here.`, {
    allow: id === undefined ? "GET, HEAD, POST" : "GET, HEAD, DELETE",
  });
}

async function addNote(
  notes: PersonStore<Note>,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = (await readJsonObject(request))?.["text"];
  if (typeof text !== "string" || text.trim() === "" || text.length > longestText) {
    return sendProblem(response, 400, "No note", `Send JSON {"text": "…"} of at most ${longestText} characters.`);
  }
  const note = { id: randomUUID(), text, createdAt: now() };
  notes.add(caller.subject, note);
  sendJson(response, 201, note, { location: `/demo/notes/${note.id}` });
}

function now(): string {
  return new Date().toISOString();
}
