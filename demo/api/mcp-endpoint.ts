import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import { type Caller, requireScope } from "./access.ts";
import type { Note } from "./notes-api.ts";
import type { PersonStore } from "./person-store.ts";
import { sendProblem } from "./problem.ts";
import { readJsonObject } from "./read-json.ts";

const protocolVersions = ["2025-11-25", "2025-06-18", "2025-03-26"];
const longestText = 2000;

const text = (content: string) => ({ content: [{ type: "text", text: content }] });

interface Tool {
  description: string;
  scope: string;
  inputSchema: object;
  call(subject: string, given: Record<string, unknown>): object;
}

/**
 * A server of the Model Context Protocol with a person's notes as two tools: streamable HTTP, a JSON answer for each request, no
 * sessions and no streams.
 */
export function createMcpEndpoint(
  notes: PersonStore<Note>,
): (caller: Caller, request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const tools: Readonly<Record<string, Tool>> = {
    list_notes: {
      description: "Lists the person's notes.",
      scope: "notes:read",
      inputSchema: { type: "object", properties: {} },
      call: (subject) =>
        text(
          notes
            .list(subject)
            .map((note) => note.text)
            .join("\n"),
        ),
    },
    add_note: {
      description: "Adds a note.",
      scope: "notes:write",
      inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
      call(subject, { text: content }) {
        if (typeof content !== "string" || content.trim() === "" || content.length > longestText) {
          return { ...text(`A note has 1 to ${longestText} characters.`), isError: true };
        }
        notes.add(subject, { id: randomUUID(), text: content, createdAt: new Date().toISOString() });
        return text("Noted.");
      },
    },
  };

  const list = Object.entries(tools).map(([name, { description, inputSchema }]) => ({
    name,
    description,
    inputSchema,
  }));

  return async (caller, request, response) => {
    if (request.method !== "POST") {
      return sendProblem(response, 405, "Method not allowed", "Send JSON-RPC by POST.", { allow: "POST" });
    }
    const message = await readJsonObject(request);
    const id = message?.["id"] ?? null;
    const fail = (code: number, reason: string) =>
      sendJson(response, code === -32_700 ? 400 : 200, { jsonrpc: "2.0", id, error: { code, message: reason } });
    const answer = (result: object) => sendJson(response, 200, { jsonrpc: "2.0", id, result });
    if (!message) return fail(-32_700, "Send one JSON-RPC message.");
    // A notification, or an answer to a question that was never asked.
    if (id === null) return void response.writeHead(202).end();
    const params = (message["params"] ?? {}) as Record<string, unknown>;
    switch (message["method"]) {
      case "initialize":
        return answer({
          protocolVersion:
            protocolVersions.find((version) => version === params["protocolVersion"]) ?? protocolVersions[0],
          capabilities: { tools: {} },
          serverInfo: { name: "Notes", version: "1.0.0" },
        });
      case "ping":
        return answer({});
      case "tools/list":
        return answer({ tools: list });
      case "tools/call": {
        const name = String(params["name"]);
        const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
        if (!tool) return fail(-32_602, "There is no such tool.");
        if (!requireScope(response, caller, tool.scope)) return;
        return answer(tool.call(caller.subject, (params["arguments"] ?? {}) as Record<string, unknown>));
      }
      default:
        return fail(-32_601, "There is no such method.");
    }
  };
}
