import type { Operation } from "#server/admin/operation.ts";
import { type Command, type CommandValue, commonOptions, type ValueKind } from "./command.ts";
import { commandWords, kebabCase } from "./command-words.ts";
import { choicesOf, type JsonSchema, jsonSchemaOf, membersOf, requiredOf, typesOf } from "./json-schema.ts";

/**
 * The command of an operation: what its path names is positional, and the one member that a question needs; the rest of its input are
 * options.
 *
 * Its values are made when they are first asked for: a command line needs those of one command, and the schemas of all together take
 * longer than a short command does.
 */
export function commandOfOperation(operationName: string, operation: Operation): Command {
  let made: CommandShape | undefined;
  const shape = () => (made ??= shapeOf(operation));
  return {
    words: commandWords(operationName),
    operationName,
    operation,
    get positionals() {
      return shape().positionals;
    },
    get options() {
      return shape().options;
    },
    get takesFile() {
      return operation.method !== "GET" && shape().options.length > 0;
    },
    isDestructive: operation.needsFreshSignIn === true && operation.endsNothing !== true,
    get isList() {
      return shape().isList;
    },
    isStream: operation.stream === true,
  };
}

type CommandShape = Pick<Command, "positionals" | "options" | "isList">;

function shapeOf(operation: Operation): CommandShape {
  const input = jsonSchemaOf(operation.input, "input");
  const required = requiredOf(input);
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const asked = operation.method === "GET" && inPath.length === 0 && required.size === 1 ? [...required] : [];
  const positional = [...inPath, ...asked];
  const members = membersOf(input);
  const valueNamed = (member: string) =>
    commandValue(member, members.get(member) ?? {}, {
      required: required.has(member),
      isPerson: isPerson(member, members.get(member) ?? {}, operation.path),
    });
  const own = [...members.keys()].filter((member) => !positional.includes(member)).map(valueNamed);
  const options = [...own, ...fieldsWithin(own, members, positional)];
  const answer = membersOf(jsonSchemaOf(operation.output, "output"));
  const isList = operation.stream !== true && answer.has("items") && answer.has("next");
  return { positionals: positional.map(valueNamed), options, isList };
}

/** The fields of an object that the operation needs, such as an entry, as options too, but for those whose name is taken. */
function fieldsWithin(
  own: readonly CommandValue[],
  members: ReadonlyMap<string, JsonSchema>,
  positional: readonly string[],
): CommandValue[] {
  const taken: ReadonlySet<string> = new Set([
    ...own.map(({ name }) => name),
    ...positional.map(kebabCase),
    ...commonOptions,
  ]);
  return own
    .filter(({ required, kind }) => required && kind === "json")
    .flatMap(({ member: within }) =>
      [...membersOf(members.get(within) ?? {})].map(([member, schema]) => ({
        ...commandValue(member, schema, { required: false, isPerson: false }),
        within,
      })),
    )
    .filter(({ name }) => !taken.has(name));
}

function commandValue(
  member: string,
  schema: JsonSchema,
  { required, isPerson }: Pick<CommandValue, "required" | "isPerson">,
): CommandValue {
  const kind = kindOf(schema);
  return {
    member,
    within: undefined,
    name: kebabCase(member),
    kind,
    required,
    description: schema.description,
    choices: kind === "list" ? schema.items && choicesOf(schema.items) : choicesOf(schema),
    default: schema.default,
    isPerson,
  };
}

function kindOf(schema: JsonSchema): ValueKind {
  const types = typesOf(schema);
  if (types.has("string") || types.size === 0) return "text";
  if (types.has("array")) return isPlain(schema.items) ? "list" : "json";
  if (types.size > 1 || types.has("object")) return "json";
  return types.has("boolean") ? "boolean" : "number";
}

/** A list whose items can be written as text. */
function isPlain(items: JsonSchema | undefined): boolean {
  return items !== undefined && typesOf(items).has("string");
}

/** By the names that operations give to the id of a person. */
function isPerson(member: string, { format }: JsonSchema, path: string): boolean {
  if (member === "id") return path.startsWith("/users/{id}");
  return format === "uuid" && (member === "user" || member === "userId");
}
