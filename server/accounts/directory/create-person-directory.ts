import type { Attributes, AttributeValue } from "#server/claims/attribute-value.ts";
import type { PersonDirectory } from "./person-directory.ts";
import type { PersonDirectoryStore } from "./person-directory-store.ts";

export function createPersonDirectory(store: PersonDirectoryStore): PersonDirectory {
  return {
    async list(filter) {
      const { rows, next } = await store.list(filter);
      return { items: rows.map((row) => ({ ...row, ...timesOf(row) })), next };
    },

    async find(userId) {
      const row = await store.find(userId);
      if (!row) return undefined;
      const { id, displayName, username, email, emailVerified, pictureUrl, locale } = row;
      return {
        id,
        displayName,
        username,
        email,
        emailVerified,
        pictureUrl,
        locale,
        ...timesOf(row),
        identities: row.identities.map((identity) => ({
          ...identity,
          createdAt: identity.createdAt.toISOString(),
          lastSignInAt: identity.lastSignInAt?.toISOString() ?? null,
          attributes: attributesOf(identity.attributes),
        })),
      };
    },
  };
}

function attributesOf(cell: unknown): Attributes {
  if (cell === null || typeof cell !== "object") return {};
  return Object.fromEntries(
    Object.entries(cell).filter((entry): entry is [string, AttributeValue] => isValue(entry[1])),
  );
}

function isValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((one) => typeof one === "string");
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function timesOf(row: { createdAt: Date; lastSignInAt: Date; disabledAt: Date | null }) {
  return {
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
  };
}
