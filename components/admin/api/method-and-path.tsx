import { Badge, type Tone } from "../../parts/badge.tsx";
import type { ApiOperationView } from "./api-operation.tsx";

const tones: Record<ApiOperationView["method"], Tone> = {
  GET: "neutral",
  POST: "accent",
  PUT: "accent",
  PATCH: "accent",
  DELETE: "danger",
};

/** `GET /users/{id}` */
export function MethodAndPath({
  operation: { method, path },
}: {
  operation: Pick<ApiOperationView, "method" | "path">;
}) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tones[method]}>{method}</Badge>
      <code className="wrap-anywhere min-w-0 font-mono text-[0.9em]">{path}</code>
    </span>
  );
}
