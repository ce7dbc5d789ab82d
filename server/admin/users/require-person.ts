import type { AdminServices } from "#server/admin/admin-services.ts";
import { AppError } from "#server/errors/app-error.ts";

/** Errors: admin_target_not_found, because an act on a person who is not there must not look done. */
export async function requirePerson({ people }: Pick<AdminServices, "people">, userId: string): Promise<void> {
  if (!(await people.find(userId))) throw new AppError("admin_target_not_found");
}
