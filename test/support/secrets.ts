/** Secrets at random places of stored documents, and the search for what is left of them in a text. */
import fc from 'fast-check';
import type { Json } from '../../src/stages/json.ts';
import { pythonSorted } from '../../src/stages/json-write.ts';

/** Letters that no report, name or sample has four of in a row. */
const LETTERS = 'QXZJKW';
const WINDOW = 4;

export const secretTexts: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(...LETTERS),
  minLength: 10,
  maxLength: 40,
});

/** The parts of secrets that a text holds; none in a masked one. */
export function leaks(text: string, secrets: readonly string[]): string[] {
  const parts = secrets.flatMap((secret) =>
    Array.from({ length: secret.length - WINDOW + 1 }, (_, i) => secret.slice(i, i + WINDOW)),
  );
  return [...new Set(parts)].filter((part) => text.includes(part));
}

export const secretNames: fc.Arbitrary<string> = fc.constantFrom(
  'admin_password',
  'userToken',
  'ssh-private-key',
  'API_KEY',
  'credentials',
  'dbpasswd',
);

/** How a secret lies in a value: a way from its text to the value around it. */
export type Wrapping = (secret: string) => Json;

const shapes: fc.Arbitrary<Wrapping> = fc.constantFrom(
  (secret) => secret,
  (secret) => [secret, secret],
  (secret) => new Map([['inner', secret]]),
  (secret) => `{"inner": "${secret}"}`,
);

const LAYERS: readonly ((inner: Json) => Json)[] = [
  (inner) => new Map<string, Json>([['plain', inner]]),
  (inner) => ['a', inner],
  (inner) => pythonSorted(inner),
  (inner) => pythonSorted([pythonSorted(inner)]),
];

/** Under a secret's key, at any depth, in JSON's text too. */
export const wrappings: fc.Arbitrary<Wrapping> = fc
  .tuple(secretNames, shapes, fc.array(fc.constantFrom(...LAYERS), { maxLength: 4 }))
  .map(([name, shape, layers]) => {
    return (secret) =>
      layers.reduce<Json>((inner, layer) => layer(inner), new Map<string, Json>([[name, shape(secret)]]));
  });

/** A secret by its output's key, the whole value of it. */
export const bare: fc.Arbitrary<Wrapping> = shapes;
