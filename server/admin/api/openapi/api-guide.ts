import type { Operation } from "#server/admin/operation.ts";
import { type OperationTable, operations } from "#server/admin/operations.ts";
import { adminApiIdentifier } from "#server/config/administration/admin-resource.ts";
import { takesBody } from "../operation-input.ts";
import { schemaOf, splitInput } from "./json-schemas.ts";
import { scopesOf } from "./operation-object.ts";
import { type SchemaMember, schemaMembers, typeName } from "./schema-members.ts";

export interface GuideMember extends SchemaMember {
  place: "path" | "query" | "body" | "header";
}

export interface GuideOperation {
  name: string;
  method: Operation["method"];
  path: string;
  summary: string;
  permission: string;
  /** Any of them lets a client do it, the smallest first. */
  scopes: readonly string[];
  needsFreshSignIn: boolean;
  isStream: boolean;
  input: readonly GuideMember[];
  output: readonly SchemaMember[];
}

export interface ApiGuide {
  url: string;
  descriptionUrl: string;
  tokenUrl: string;
  nouns: readonly { noun: string; operations: readonly GuideOperation[] }[];
}

/** The API for a person who reads, from the table that it is made of. */
export function apiGuide(publicUrl: string, table: OperationTable = operations): ApiGuide {
  const url = adminApiIdentifier(publicUrl);
  const byNoun = new Map<string, GuideOperation[]>();
  for (const [name, operation] of Object.entries(table)) {
    const noun = name.slice(0, name.indexOf("."));
    byNoun.set(noun, [...(byNoun.get(noun) ?? []), guideOperation(name, operation)]);
  }
  return {
    url,
    descriptionUrl: `${url}/openapi.json`,
    tokenUrl: `${publicUrl}/oauth2/token`,
    nouns: [...byNoun].map(([noun, ofNoun]) => ({ noun, operations: ofNoun })),
  };
}

function guideOperation(name: string, operation: Operation): GuideOperation {
  const { method, path, summary, permission, needsFreshSignIn, stream, output } = operation;
  return {
    name,
    method,
    path,
    summary,
    permission,
    scopes: scopesOf(operation),
    needsFreshSignIn: needsFreshSignIn === true,
    isStream: stream === true,
    input: inputMembers(operation),
    output: schemaMembers(schemaOf(output, "output")),
  };
}

function inputMembers(operation: Operation): GuideMember[] {
  const { inPath, rest } = splitInput(operation);
  const place = takesBody(operation.method) ? "body" : "query";
  const header = { name: "If-Match", type: "string", required: true, description: "The ETag that was read, or *." };
  return [
    ...inPath.map(([name, schema]): GuideMember => {
      return { name, type: typeName(schema), required: true, description: schema.description, place: "path" };
    }),
    ...schemaMembers(rest).map((member): GuideMember => ({ ...member, place })),
    ...(operation.changesRevision ? [{ ...header, place: "header" } as const] : []),
  ];
}
