import { parse } from 'yaml';

/** YAML 1.2 text as plain values; loaded only where there is a configuration file. Throws what the parser throws. */
export function parseYaml(text: string): unknown {
  return parse(text);
}
