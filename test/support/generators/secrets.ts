/** Secrets at random places of stored documents, and the search for what is left of them in a text. */
import fc from 'fast-check';
import type { Json } from '../../../src/stages/json.ts';
import { pythonSorted } from '../../../src/stages/json-write.ts';

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

/** A text with a secret in it that is known by its form, and what of the rest must be readable (no quotes, no slashes). */
export interface Form {
  readonly text: (secret: string) => string;
  readonly kept: readonly string[];
}

const PEM = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'] as const;

export const FORMS: readonly Form[] = [
  {
    text: (secret) =>
      `curl -i -X POST -H 'X-Auth-Token: ${secret}' -H 'Accept: text' http://h:8004/v1/signal`,
    kept: ['curl -i -X POST -H ', 'X-Auth-Token: ', 'Accept: text', 'signal'],
  },
  {
    text: (secret) =>
      `https://h:8000/v1/signal?Expires=12&AWSAccessKeyId=${secret}&Signature=${secret}&z=tail`,
    kept: ['Expires=12', 'AWSAccessKeyId=', 'Signature=', 'z=tail'],
  },
  {
    text: (secret) => `https://h/o?temp_url_sig=${secret}&temp_url_expires=77`,
    kept: ['temp_url_sig=', 'temp_url_expires=77'],
  },
  {
    text: (secret) => `https://h/o?X-Amz-Credential=${secret}%2Fa&X-Amz-Date=99&X-Amz-Signature=${secret}`,
    kept: ['X-Amz-Credential=', 'X-Amz-Date=99', 'X-Amz-Signature='],
  },
  { text: (secret) => `rabbit://nova:${secret}@h1:5672/vhost`, kept: ['nova:', '@h1:5672'] },
  { text: (secret) => `${PEM[0]}\n${secret}\n${secret}\n${PEM[1]}`, kept: PEM },
  { text: (secret) => `jwt eyJhbGciOiJ9.eyJ${secret}.${secret} end`, kept: ['jwt ', ' end'] },
  { text: (secret) => `-H 'Authorization: Bearer ${secret}' -v`, kept: ['Authorization: Bearer ', ' -v'] },
  { text: (secret) => `-H 'Authorization: Basic ${secret}==' -v`, kept: ['Authorization: Basic ', ' -v'] },
];

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

/** In a text that has no telling key above it. */
export const inTexts: fc.Arbitrary<Wrapping> = fc
  .tuple(fc.constantFrom(...FORMS), fc.array(fc.constantFrom(...LAYERS), { maxLength: 4 }))
  .map(([form, layers]) => {
    return (secret) => layers.reduce<Json>((inner, layer) => layer(inner), form.text(secret));
  });
