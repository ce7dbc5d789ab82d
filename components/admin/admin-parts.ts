import type { AdminNoun } from "#server/admin/permissions.ts";
import type { MessageKey } from "../messages/en.ts";

interface Part {
  id: string;
  href: `/admin${string}`;
  label: MessageKey;
  /** What an administrator must be allowed to read to see it; `undefined`: each administrator. */
  noun: AdminNoun | undefined;
}

/** The parts of the console in the order of its navigation, in groups with a heading each. */
export const adminPartGroups = [
  {
    id: "start",
    label: undefined,
    parts: [{ id: "overview", href: "/admin", label: "admin.overview", noun: undefined }],
  },
  {
    id: "people",
    label: "admin.group.people",
    parts: [
      { id: "people", href: "/admin/people", label: "admin.people", noun: "users" },
      { id: "policy", href: "/admin/policy", label: "admin.policy", noun: "policy" },
      { id: "invitations", href: "/admin/invitations", label: "admin.invitations", noun: "invitations" },
      { id: "roles", href: "/admin/roles", label: "admin.roles", noun: "roles" },
      { id: "sessions", href: "/admin/sessions", label: "admin.sessions", noun: "sessions" },
    ],
  },
  {
    id: "apps",
    label: "admin.group.apps",
    parts: [
      { id: "apps", href: "/admin/apps", label: "admin.apps", noun: "clients" },
      { id: "providers", href: "/admin/providers", label: "admin.providers", noun: "providers" },
      { id: "apis", href: "/admin/apis", label: "admin.apis", noun: "resources" },
      { id: "scopes", href: "/admin/scopes", label: "admin.scopes", noun: "scopes" },
      { id: "grants", href: "/admin/grants", label: "admin.grants", noun: "grants" },
    ],
  },
  {
    id: "operation",
    label: "admin.group.operation",
    parts: [
      { id: "audit", href: "/admin/audit", label: "admin.audit", noun: "audit" },
      { id: "explain", href: "/admin/explain", label: "admin.explain", noun: "explain" },
      { id: "contain", href: "/admin/contain", label: "admin.contain", noun: "contain" },
      { id: "keys", href: "/admin/keys", label: "admin.keys", noun: "signing-keys" },
      { id: "limits", href: "/admin/limits", label: "admin.limits", noun: "limits" },
      { id: "system", href: "/admin/system", label: "admin.system", noun: "system" },
      { id: "api", href: "/admin/api", label: "admin.api", noun: undefined },
    ],
  },
] as const satisfies readonly { id: string; label: MessageKey | undefined; parts: readonly Part[] }[];

export type AdminPart = (typeof adminPartGroups)[number]["parts"][number]["id"];
