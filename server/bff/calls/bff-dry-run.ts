import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ApiRoute, ApiTable } from "./api-table.ts";
import type { CallAdmission } from "./call-admission.ts";
import { methodRefused } from "./refused-method.ts";
import { pathRefused, readTarget } from "./refused-path.ts";

/** The API that a call is for, as far as the rules let it through. */
export interface DryCallRoute {
  name: string;
  /** What decides besides the session. */
  settings: Pick<ApiRoute["settings"], "audience" | "scopes" | "allow" | "token">;
  tokenKind: ApiRoute["tokenKind"];
  providerId: string | undefined;
  methods: readonly string[];
}

export interface DryCall {
  /** `undefined` when no API answers at the path. */
  route: DryCallRoute | undefined;
  /** path_refused, route_not_found, method_not_allowed: before the session is looked at. */
  refused: AppError | undefined;
  /** session_required, api_not_allowed. */
  refusedFor(session: LiveSession | null): AppError | undefined;
}

export interface BffDryRun {
  /** `api` is the name of an API, or a path below `/bff/api/`. */
  call(api: string, method?: string): DryCall;
}

/** Checks a call by the table of APIs and the admission of calls. Nothing is counted, and no token is asked for. */
export function createBffDryRun(
  table: Pick<ApiTable, "match" | "named">,
  admission: Pick<CallAdmission, "refusal">,
): BffDryRun {
  function found(api: string): ApiRoute | AppError {
    if (!api.startsWith("/")) return table.named(api) ?? new AppError("route_not_found");
    const path = readTarget(table, api);
    if (path && "rule" in path) return pathRefused(path);
    return (path && table.match(path)) ?? new AppError("route_not_found");
  }

  return {
    call(api, method) {
      const route = found(api);
      if (route instanceof AppError) return { route: undefined, refused: route, refusedFor: () => route };
      const isRefused = method !== undefined && !route.methods.has(method);
      return {
        route: {
          name: route.name,
          settings: route.settings,
          tokenKind: route.tokenKind,
          providerId: route.providerId,
          methods: [...route.methods],
        },
        refused: isRefused ? methodRefused(route, method) : undefined,
        refusedFor: (session) => admission.refusal(route, session),
      };
    },
  };
}
