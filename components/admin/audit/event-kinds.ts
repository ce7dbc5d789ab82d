import { activity } from "../../messages/en/activity.ts";

const types = Object.keys(activity).map((key) => key.slice("activity.".length));
const groups = new Set(types.map((type) => type.slice(0, type.indexOf("."))));

/** What the audit log can be narrowed to: each group of kinds, then its kinds. */
export const eventKinds: readonly string[] = [...groups].flatMap((group) => [
  group,
  ...types.filter((type) => type.startsWith(`${group}.`)),
]);
