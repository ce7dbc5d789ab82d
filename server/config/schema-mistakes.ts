import { z } from "zod";
import { configSchema } from "./config-schema.ts";
import { nearestName } from "./nearest-name.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** The part of JSON Schema that the settings' schema uses. */
interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  additionalProperties?: Shape | boolean;
  anyOf?: Shape[];
  /** See `decisive` in setting-shapes.ts. */
  decisive?: boolean;
}

const seeReference = "See docs/configuration.md for what it takes.";

const neverSet = {
  problem: "It is undefined: is the environment variable that you read it from set?",
  fix: "Set that variable, or leave the key out if it is not to be set.",
};

/** What the schema finds wrong with a configuration, each mistake by its full path in the file. */
export function schemaMistakes(value: object, file: string, issues: readonly Issue[]): SettingsMistake[] {
  return mistakesOfShape(value, configSchema, issues).map(({ setting, ...said }) => ({
    setting: `${file}: ${setting || "(the whole)"}`,
    ...said,
  }));
}

/** What a part of that schema finds wrong with a part of a configuration, each mistake by its path in the part. */
export function mistakesOfShape(value: object, schema: z.ZodType, issues: readonly Issue[]): SettingsMistake[] {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;
  const named = (path: Path, said: Omit<SettingsMistake, "setting">): SettingsMistake => ({
    setting: path.map(String).join("."),
    ...said,
  });
  return [
    ...issues.flatMap(inMeantBranch).flatMap((issue) => {
      if (issue.code === "unrecognized_keys") {
        const known = Object.keys(shapeAt(shape, issue.path).properties ?? {});
        return issue.keys.map((key) => named([...issue.path, key], unknownKey(key, known)));
      }
      const said = isSetToUndefined(value, issue.path) ? neverSet : { problem: `${issue.message}.`, fix: seeReference };
      return [named(issue.path, said)];
    }),
    ...undefinedDecisions(value, shape).map((path) => named(path, neverSet)),
  ];
}

/** Of a setting that takes one word or an object, what is wrong within the object, because that is what was written. */
function inMeantBranch(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((branch) => branch.every(({ path }) => path.length > 0));
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function unknownKey(key: string, known: readonly string[]): Omit<SettingsMistake, "setting"> {
  const meant = nearestName(key, known);
  return {
    problem: `There is no setting “${key}” here${meant ? `: did you mean “${meant}”?` : "."}`,
    fix: meant ? `Write ${meant}, or leave it out.` : `Leave it out, or use one of: ${known.join(", ")}.`,
  };
}

/** Whether the key is there with the value `undefined`. A schema can't tell that from a key that is left out. */
function isSetToUndefined(value: unknown, path: Path): boolean {
  let holder = value;
  for (const key of path.slice(0, -1)) holder = Object(holder)[key];
  const last = path.at(-1);
  return last !== undefined && Object.hasOwn(Object(holder), last) && Object(holder)[last] === undefined;
}

/** Decisive settings (setting-shapes.ts) that are there with the value `undefined`, because a variable is not set. */
function undefinedDecisions(value: unknown, shape: Shape, path: Path = []): Path[] {
  if (value === undefined) return shape.decisive ? [path] : [];
  if (typeof value !== "object" || value === null || Object.keys(shape).length === 0) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    undefinedDecisions(member, shapeOf(shape, key), [...path, key]),
  );
}

function shapeAt(shape: Shape, path: Path): Shape {
  return path.reduce<Shape>((inner, key) => shapeOf(inner, String(key)), shape);
}

function shapeOf(shape: Shape, key: string): Shape {
  const { properties, items, additionalProperties } = shape.anyOf?.find((branch) => branch.properties) ?? shape;
  const named = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return named ?? items ?? (typeof additionalProperties === "object" ? additionalProperties : {});
}
