import { AppError } from "#server/errors/app-error.ts";
import type { ApiRoute } from "./api-table.ts";

/** Errors: method_not_allowed, with the methods that the API's setting names. */
export function methodRefused({ name, methods }: Pick<ApiRoute, "name" | "methods">, method: string | undefined) {
  return new AppError("method_not_allowed", {
    refusal: { rule: "method_not_allowed", setting: `apis.${name}.methods`, needed: [...methods], had: method },
  });
}
