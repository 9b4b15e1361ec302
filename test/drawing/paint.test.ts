/** Colours that mean different things, through eyes that lack one kind of cones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Paint, paintFor } from '../../src/drawing/paint.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What is lacked in whole, on linear RGB: Machado, Oliveira, Fernandes, "A Physiologically-based Model" (2009). */
const EYES: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** xterm's own palette, by SGR code. */
const XTERM: Readonly<Record<string, Triple>> = {
  31: [205, 0, 0],
  32: [0, 205, 0],
  33: [205, 205, 0],
  34: [0, 0, 238],
  35: [205, 0, 205],
  36: [0, 205, 205],
  94: [92, 92, 255],
};

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function times(matrix: Matrix, [a, b, c]: Triple): Triple {
  const [x, y, z] = matrix.map(([p, q, r]) => Math.min(1, Math.max(0, p * a + q * b + r * c)));
  return [x ?? 0, y ?? 0, z ?? 0];
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** CIE L*a*b* as such eyes see it. */
function seen(code: string, eyes: Matrix): Triple {
  const [r, g, b] = XTERM[code] ?? assert.fail(`no colour of the palette: ${code}`);
  const [x, y, z] = times(TO_XYZ, times(eyes, [linear(r), linear(g), linear(b)]));
  const bent = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [fx, fy, fz] = [bent(x / 0.95047), bent(y), bent(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE76: 2.3 is just noticeable side by side; text is thin and apart. */
const PLAIN_TO_SEE = 30;

function distance(left: string, right: string, eyes: Matrix): number {
  const [a, b] = [seen(left, eyes), seen(right, eyes)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

const MEANINGS = ['broken', 'flight', 'warning', 'healthy'] as const;

function codeOf(paint: Paint, meaning: (typeof MEANINGS)[number]): string {
  return /\[(3[1-7]|9[1-7])m/.exec(paint[meaning]('x').replaceAll('\u001b', ''))?.[1] ?? '';
}

test('no two meanings look alike to anybody', () => {
  const paint = paintFor({ width: 80, colour: true, unicode: true });
  const codes = MEANINGS.map((meaning) => codeOf(paint, meaning));
  for (const [name, eyes] of Object.entries(EYES)) {
    codes.forEach((left, i) => {
      for (const right of codes.slice(i + 1)) {
        const apart = distance(left, right, eyes);
        assert.ok(apart > PLAIN_TO_SEE, `${left} and ${right} with ${name}: ${apart}`);
      }
    });
  }
});

test('the measure would notice red and green', () => {
  const { deuteranopia = assert.fail(), protanopia = assert.fail() } = EYES;
  assert.ok(distance('31', '32', deuteranopia) < PLAIN_TO_SEE);
  assert.ok(distance('33', '32', protanopia) < PLAIN_TO_SEE);
});

test('a painter that is mapped over lines paints each line, and adds nothing', () => {
  const { warning } = paintFor({ width: 80, colour: false, unicode: true });
  assert.deepEqual(['one', 'two'].map(warning), ['one', 'two']);
});
