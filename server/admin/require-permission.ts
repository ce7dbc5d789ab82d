import { AppError } from "#server/errors/app-error.ts";
import type { AdminActor } from "./admin-actor.ts";
import type { Permission } from "./permissions.ts";

/** Errors: admin_not_allowed, with the permission. */
export function requirePermission({ permissions }: Pick<AdminActor, "permissions">, permission: Permission): void {
  if (!permissions.has(permission)) throw new AppError("admin_not_allowed", { facts: { permission } });
}
