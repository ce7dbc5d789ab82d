import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type * as TypeScript from "typescript";
import { type SettingStep, settingSteps } from "./setting-path.ts";

export interface SettingLine {
  file: string;
  /** From 1. */
  line: number;
  /** `false`: the nearest part that could be found, such as the entry that lacks the member. */
  exact: boolean;
}

type Ts = typeof TypeScript;
type Node = TypeScript.Node;
interface At {
  node: Node;
  source: TypeScript.SourceFile;
}

/** Members by which an entry of a list is known. */
const idMembers = ["clientId", "id", "identifier", "name"];
const mostFiles = 10;

/**
 * Where a setting stands in a configuration file: its line, found by reading the source, since the settings in memory don't know it.
 *
 * Follows what a file calls and imports as far as it is plain: constants, spreads, `defineConfig(…)`, relative imports. `undefined` when
 * nothing of the path stands there as plain text.
 * Cost: loads the TypeScript compiler, so it is for a question of an administrator, not for a request.
 */
export async function findSettingLine(file: string, path: string): Promise<SettingLine | undefined> {
  const { default: ts } = await import("typescript");
  const search = new SettingSearch(ts);
  const root = await search.exported(file, "default");
  const steps = settingSteps(path);
  let at = root;
  let depth = 0;
  for (const step of steps) {
    const next = at && (await search.step(at, step));
    if (!next) break;
    at = next;
    depth++;
  }
  if (!at || depth === 0) return undefined;
  const { line } = at.source.getLineAndCharacterOfPosition(at.node.getStart(at.source));
  return { file: at.source.fileName, line: line + 1, exact: depth === steps.length };
}

class SettingSearch {
  readonly #ts: Ts;
  readonly #files = new Map<string, TypeScript.SourceFile | undefined>();

  constructor(ts: Ts) {
    this.#ts = ts;
  }

  /** What a file exports by this name. */
  async exported(file: string, name: string): Promise<At | undefined> {
    const ts = this.#ts;
    const source = await this.#read(file);
    if (!source) return undefined;
    for (const statement of source.statements) {
      if (name === "default" && ts.isExportAssignment(statement)) return { node: statement.expression, source };
      if (isCommonJsExport(ts, statement)) return { node: statement.expression.right, source };
    }
    return declared(ts, source, name);
  }

  /** The member or entry below a value; the property itself, so that the line is that of its name. */
  async step(at: At, step: SettingStep): Promise<At | undefined> {
    const value = await this.#value(at);
    if (!value) return undefined;
    const { node } = value;
    const ts = this.#ts;
    if (ts.isObjectLiteralExpression(node)) {
      return this.#member({ node, source: value.source }, "member" in step ? step.member : step.entry);
    }
    if (ts.isArrayLiteralExpression(node)) {
      return this.#entry({ node, source: value.source }, "entry" in step ? step.entry : step.member);
    }
    return undefined;
  }

  async #member(
    { node, source }: At & { node: TypeScript.ObjectLiteralExpression },
    name: string,
  ): Promise<At | undefined> {
    const ts = this.#ts;
    // The last one counts, as when the file runs.
    for (const property of node.properties.toReversed()) {
      if (ts.isSpreadAssignment(property)) {
        const found = await this.step({ node: property.expression, source }, { member: name });
        if (found) return found;
      } else if (property.name && textOf(ts, property.name) === name) return { node: property, source };
    }
    return undefined;
  }

  async #entry(
    { node, source }: At & { node: TypeScript.ArrayLiteralExpression },
    key: string,
  ): Promise<At | undefined> {
    const ts = this.#ts;
    for (const element of node.elements) {
      if (ts.isSpreadElement(element)) {
        const found = await this.step({ node: element.expression, source }, { entry: key });
        if (found) return found;
        continue;
      }
      const value = await this.#value({ node: element, source });
      if (!value) continue;
      if (ts.isStringLiteralLike(value.node) && value.node.text === key) return value;
      if (!ts.isObjectLiteralExpression(value.node)) continue;
      const entry = { node: value.node, source: value.source };
      for (const id of idMembers) {
        const member = await this.#member(entry, id);
        const idValue = member && (await this.#value(member));
        if (idValue && ts.isStringLiteralLike(idValue.node) && idValue.node.text === key) return entry;
      }
    }
    const byPlace = /^\d+$/.test(key) ? node.elements[Number(key)] : undefined;
    return byPlace && { node: byPlace, source };
  }

  /** What an expression stands for, through names, calls such as defineConfig and assertions of types. */
  async #value({ node, source }: At): Promise<At | undefined> {
    const ts = this.#ts;
    if (ts.isPropertyAssignment(node)) return this.#value({ node: node.initializer, source });
    if (ts.isShorthandPropertyAssignment(node)) return this.#named(node.name.text, source);
    if (ts.isVariableDeclaration(node)) return node.initializer && this.#value({ node: node.initializer, source });
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      return first && this.#value({ node: first, source });
    }
    const wraps =
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAwaitExpression(node);
    if (wraps) return this.#value({ node: node.expression, source });
    return ts.isIdentifier(node) ? this.#named(node.text, source) : { node, source };
  }

  async #named(name: string, source: TypeScript.SourceFile): Promise<At | undefined> {
    const ts = this.#ts;
    const own = declared(ts, source, name);
    if (own) return this.#value(own);
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const imported = importedName(ts, statement, name);
      const from = statement.moduleSpecifier.text;
      if (imported === undefined || !from.startsWith(".")) continue;
      const found = await this.exported(resolve(dirname(source.fileName), from), imported);
      return found && this.#value(found);
    }
    return undefined;
  }

  async #read(file: string): Promise<TypeScript.SourceFile | undefined> {
    if (this.#files.has(file) || this.#files.size >= mostFiles) return this.#files.get(file);
    const text = await readFile(file, "utf8").catch(() => undefined);
    const { ESNext } = this.#ts.ScriptTarget;
    const source = text === undefined ? undefined : this.#ts.createSourceFile(file, text, ESNext, true);
    this.#files.set(file, source);
    return source;
  }
}

function declared(ts: Ts, source: TypeScript.SourceFile, name: string): At | undefined {
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find(
      (one) => ts.isIdentifier(one.name) && one.name.text === name,
    );
    if (found) return { node: found, source };
  }
  return undefined;
}

function importedName(ts: Ts, { importClause }: TypeScript.ImportDeclaration, name: string): string | undefined {
  if (importClause?.name?.text === name) return "default";
  const bindings = importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) return undefined;
  const found = bindings.elements.find((element) => element.name.text === name);
  return found && (found.propertyName ?? found.name).text;
}

function isCommonJsExport(
  ts: Ts,
  statement: TypeScript.Statement,
): statement is TypeScript.ExpressionStatement & { expression: TypeScript.BinaryExpression } {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
  return statement.expression.left.getText() === "module.exports";
}

function textOf(ts: Ts, name: TypeScript.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
}
