import type { ResourceView } from '../../stages/packed.ts';
import type { Pair } from './pair.ts';
import type { Report } from './report.ts';
import { hasShape, type Shape, shapeOf } from './shape.ts';

/** The shapes that a run has met. */
export interface Shapes {
  /** Whether what is seen has one of them. @param version the place in state of its version */
  readonly fit: (view: ResourceView, version: number) => boolean;
  /** Keeps the shape of what was read byte by byte. */
  readonly learn: (view: ResourceView, report: Report, version: number) => void;
}

/** A few a type are worth keeping, and few types are read at once. */
const MAX_SHAPES = 24;
/** Where hardly anything has a shape that was met, learning another costs more than it gains. */
const LEARNED_AT_FIRST = 100;
const FITTED_FOR_EACH = 8;

export function newShapes(): Shapes {
  const shapes: Shape[] = [];
  const nothing = Buffer.alloc(0);
  const pair: Pair = { plain: nothing, at: 0, quoted: nothing, atQuoted: 0 };
  let learned = 0;
  let fitted = 0;

  /** What fits often comes to the front. */
  function moveUp(i: number, shape: Shape): void {
    if (i === 0) return;
    shapes[i] = shapes[i - 1] as Shape;
    shapes[i - 1] = shape;
  }

  return {
    fit: (view, version) => {
      for (let i = 0; i < shapes.length; i++) {
        const shape = shapes[i] as Shape;
        if (!hasShape(shape, view, version, pair)) continue;
        moveUp(i, shape);
        fitted++;
        return true;
      }
      return false;
    },
    learn: (view, report, version) => {
      if (learned > LEARNED_AT_FIRST + fitted / FITTED_FOR_EACH) return;
      learned++;
      shapes.unshift(shapeOf(view, report, version));
      if (shapes.length > MAX_SHAPES) shapes.pop();
    },
  };
}
