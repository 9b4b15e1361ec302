/** The schemas of docs/schema, closed: there, a field that no schema names is an error of the tool or of the schema. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from './cli.ts';

const FOLDER = join(ROOT, 'docs', 'schema');

export const SCHEMAS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''));

/** What is wrong with a value by this schema; empty where nothing is. */
export type Check = (name: string, value: unknown) => string;

export function schemaCheck(): Check {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  for (const name of SCHEMAS)
    ajv.addSchema(closed(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))));
  return (name, value) => {
    const check = ajv.getSchema(`${name}.json`);
    if (check === undefined) throw new Error(`no schema is called ${name}`);
    return check(value) ? '' : ajv.errorsText(check.errors, { dataVar: name });
  };
}

/** Objects with named fields have no others. */
function closed(schema: unknown): object {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
    const named = inner['type'] === 'object' && inner['properties'] !== undefined;
    return named ? { additionalProperties: false, ...inner } : inner;
  };
  return walk(schema) as object;
}
