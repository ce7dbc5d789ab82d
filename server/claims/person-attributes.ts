/** What the portal knows of a person. `undefined` is what no sign-in has said. */
export interface PersonAttributes {
  displayName: string;
  username: string | undefined;
  email: string | undefined;
  emailVerified: boolean;
  pictureUrl: string | undefined;
  locale: string | undefined;
}

/** The same as a provider says it: a provider may know no name. */
export type ClaimedAttributes = Omit<PersonAttributes, "displayName"> & { displayName: string | undefined };

/** The columns of `users` that hold them. */
const columns: Readonly<Record<keyof PersonAttributes, string>> = {
  displayName: "display_name",
  username: "username",
  email: "email",
  emailVerified: "email_verified",
  pictureUrl: "picture_url",
  locale: "locale",
};

/** A row of `users`, in which `null` is what no sign-in has said. */
export type AttributesRow = {
  [Name in keyof PersonAttributes]: undefined extends PersonAttributes[Name]
    ? PersonAttributes[Name] | null
    : PersonAttributes[Name];
};

export function attributesOf(row: AttributesRow): PersonAttributes {
  return {
    displayName: row.displayName,
    username: row.username ?? undefined,
    email: row.email ?? undefined,
    emailVerified: row.emailVerified,
    pictureUrl: row.pictureUrl ?? undefined,
    locale: row.locale ?? undefined,
  };
}

/** The columns for a SELECT, each named as its attribute: `u.display_name AS "displayName", …`. */
export function attributeColumns(table: string): string {
  return Object.entries(columns)
    .map(([name, column]) => `${table}.${column} AS "${name}"`)
    .join(", ");
}

/**
 * What a sign-in writes into the person's row: what its provider says. What the provider doesn't say stays as it was, because
 * another provider may have said it.
 */
export function attributesToWrite({
  displayName,
  username,
  email,
  emailVerified,
  pictureUrl,
  locale,
}: ClaimedAttributes) {
  return {
    displayName: displayName ?? username ?? email ?? "Someone",
    ...(username === undefined ? {} : { username }),
    ...(email === undefined ? {} : { email, emailVerified }),
    ...(pictureUrl === undefined ? {} : { pictureUrl }),
    ...(locale === undefined ? {} : { locale }),
  };
}
