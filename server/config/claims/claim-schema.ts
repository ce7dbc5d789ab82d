import { z } from "zod";
import { attributeName } from "#server/claims/attribute-value.ts";
import { claimPlaces } from "#server/claims/claim-rule.ts";
import { isReservedClaim } from "#server/claims/reserved-claims.ts";
import { scopeName } from "#server/config/setting-shapes.ts";

const claimName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_:./-]{0,127}$/, "a claim's name, or a URL: letters, digits and _ : . / -")
  .refine((name) => !isReservedClaim(name), "tokens rest on a claim of this name, so it can't be set");

const said = {
  from: z
    .string()
    .regex(attributeName)
    .optional()
    .describe(
      "The attribute: groups, roles, displayName, username, email (verified only), or one of `attributes`. Default: the claim's name.",
    ),
  value: z
    .union([z.string().max(1024), z.number(), z.boolean(), z.array(z.string().max(255)).max(200)])
    .optional()
    .describe("The same for everyone, in place of from."),
  scope: scopeName
    .optional()
    .describe(
      "With which apps get it: groups, roles, profile, email, or one of `scopes`. Default: groups and roles for these two, else profile.",
    ),
  provider: z
    .string()
    .min(1)
    .optional()
    .describe("With from groups: only those of this provider, by their bare names."),
  startsWith: z.string().min(1).optional().describe("Only values that begin so."),
  strip: z.boolean().optional().describe("Takes startsWith off the values."),
  prefix: z.string().min(1).optional().describe("Put before each value."),
  format: z.enum(["array", "comma"]).optional().describe("comma: a list as one text."),
};

/** Only what an app behind forward auth can't take for something else. */
const headerName = z
  .string()
  .regex(/^X-[A-Za-z0-9-]{1,60}$/, "a header of your own: X-Department")
  .refine(
    (name) =>
      !/^X-(Auth-Request-(User|Email|Preferred-Username|Groups|Redirect)|Forwarded-.*|Real-Ip|Original-.*|Csrf|Request-Id)$/i.test(
        name,
      ),
    "proxies or forward auth itself use this header",
  );

export const claimsSchema = z
  .record(
    claimName,
    z.strictObject({
      ...said,
      in: z.array(z.enum(claimPlaces)).min(1).optional().describe("Where it goes. Default: id_token and userinfo."),
      header: headerName.optional().describe("Its header with forward_auth in `in`."),
    }),
  )
  .default({})
  .describe(
    "Claims about people by name, for every app: which attribute, with which scope, where. See docs/claims.md.",
  );

const appPlaces = claimPlaces.filter((place) => place !== "forward_auth" && place !== "bff_user");

export const clientClaimsSchema = z
  .record(
    claimName,
    z.union([z.literal(false), z.strictObject({ ...said, in: z.array(z.enum(appPlaces)).min(1).optional() })]),
  )
  .default({})
  .describe("Claims for this client alone, as in `claims`; false leaves one out. See docs/claims.md.");
