import { isScalar, parseDocument, visit } from 'yaml';

/**
 * YAML 1.2 as plain values, but numbers are the text that was written: `0123` may be a password, `48276e8` a cluster
 * ID. Loaded only where there is a configuration file. Throws what the parser throws.
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  visit(document, {
    Scalar: (_key, node) => {
      if (isScalar(node) && typeof node.value === 'number') node.value = node.source;
    },
  });
  return document.toJS();
}
