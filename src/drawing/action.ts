/** What a repair does, or did, to one key. */
import type { Action, Change } from '../repair/plan/plan.ts';
import { readObjectBytes } from '../stages/json-read.ts';
import { renderBytes } from './action-bytes.ts';
import { excerpt } from './excerpt.ts';
import type { Paint } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { unmistakable } from './tell-apart.ts';
import { widthOf } from './width.ts';
import { wrap } from './wrap.ts';

/** Columns before a value. */
const VALUE_INDENT = 6;

/** Columns of a plan's labels. */
export const LABEL = 9;

/** The label in a column of its own, the text wrapped behind it. */
export function labelled(label: string, text: string, screen: Screen): string[] {
  const lines = wrap(visible(text, screen), screen.width - LABEL);
  return lines.map((line, i) => (i === 0 ? label : '').padEnd(LABEL) + line);
}

/** What happens to one key: sizes, and each field that changes; with `bytes` the stored texts too. */
export function renderAction(action: Action, screen: Screen, paint: Paint, bytes: boolean): string[] {
  const heading = `${action.kind.toUpperCase().padEnd(LABEL)}${visible(action.key, screen)}`;
  const lines = [...wrap(heading, screen.width), ...labelled('', sizes(action, screen), screen)];
  return [
    ...lines.map((line) => paint.strong(line)),
    ...action.changes.flatMap((change) => renderChange(change, screen, paint)),
    ...(!bytes && action.changes.some((change) => isCut(change, screen)) ? [CUT] : []),
    ...(bytes ? renderBytes(action, screen, paint) : []),
  ];
}

const CUT = '    (values are cut: --bytes shows all)';

function isCut({ before, after }: Change, { width }: Screen): boolean {
  return [before, after].some((text) => widthOf(text ?? '') > width - VALUE_INDENT);
}

const MASKED = 'a value with secrets, masked (--reveal)';

/** Longer values of a deleted key are told by their size. */
const SHORT_VALUE = 60;

/** Beside a mask a size would tell the secret's length. */
function sizes({ before, after, masked }: Action, screen: Screen): string {
  if (masked) return after === undefined ? `was ${MASKED}` : `${MASKED}; all that is not named below stays`;
  if (after === undefined) {
    const text = new TextDecoder().decode(before);
    return text.length <= SHORT_VALUE ? `was ${text}` : `was ${before?.length} bytes`;
  }
  const arrow = screen.unicode ? '→' : '->';
  if (before === undefined) return `absent ${arrow} ${after.length} bytes`;
  if (!('object' in readObjectBytes(before)))
    return `${before.length} bytes that can't be read are lost (--bytes shows them) ${arrow} ${after.length} bytes`;
  return `${before.length} bytes ${arrow} ${after.length} bytes; all that is not named below stays`;
}

function renderChange({ path, output, before, after }: Change, screen: Screen, paint: Paint): string[] {
  const place = `${output === undefined ? '' : `${output}  `}${path === '' ? 'the whole document' : path}`;
  const heading = wrap(`  ~ ${unmistakable(place, screen)}`, screen.width);
  const sides = before === null ? [after ?? 'nothing'] : [before, after ?? 'nothing'];
  const { lines } = excerpt(sides, screen.width - VALUE_INDENT, screen);
  const fresh = paint.healthy(`    + ${lines.at(-1)}`);
  return before === null ? [...heading, fresh] : [...heading, paint.broken(`    - ${lines[0]}`), fresh];
}
