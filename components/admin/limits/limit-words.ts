import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";

export type LimitView = OperationOutput<"limits.list">["items"][number];

export function limitKind(t: Translator, { kind, api }: LimitView): string {
  return t.text(`admin.limits.kind_${kind}`, { api: api ?? "" });
}

/** Whom a limit counts: an address, or that it is a session or a person, which has a link beside it. */
export function limitedWhom(t: Translator, { address, userId }: LimitView): string {
  return address ?? t.text(userId === null ? "admin.limits.session" : "admin.limits.person");
}
