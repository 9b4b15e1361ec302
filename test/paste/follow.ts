/** Types nothing but what the screens say comes next, until all is healthy or only somebody else can go on. */
import { widthOf } from '../../src/drawing/width.ts';
import { COMMAND, splitBy } from '../support/run/pasted.ts';
import type { Incident } from './incident.ts';
import { COLUMNS, type Seen, typed } from './terminal.ts';
import type { World } from './world.ts';

export interface Row {
  readonly incident: string;
  /** What was typed and seen. */
  readonly steps: readonly Step[];
  /** `healthy`, `outside`, or why there was no way on. */
  readonly end: string;
}

interface Step extends Seen {
  readonly line: string;
}

/** A command alone on its line, and an error, which is one line always. */
const MAY_BE_WIDE = /^(esi-state|openstack|etcdctl|error:) /;

/** More steps than this nobody takes at night. */
const MOST = 8;

export async function follow(world: World, incident: Incident): Promise<Row> {
  const steps: Step[] = [];
  const tried = new Set<string>();
  let line: string | undefined = incident.begins ?? 'esi-state verify --all';
  let end: string | undefined;
  while (end === undefined) {
    const attempt = `${line}\n${await fingerprint(world)}`;
    if (tried.has(attempt)) end = 'the same command on an unchanged store';
    else if (steps.length === MOST) end = `not after ${MOST} steps`;
    else {
      tried.add(attempt);
      const step: Step = { line, ...(await typed(line, world.env)) };
      steps.push(step);
      await cleanUp(world, step.screen);
      ({ line = '', end } = await wayOn(world, incident, step));
    }
  }
  return { incident: incident.name, steps, end };
}

interface Way {
  readonly line?: string;
  readonly end?: string;
}

async function wayOn(world: World, { heat, outside }: Incident, step: Step): Promise<Way> {
  const wrong = whatIsWrong(step);
  if (wrong !== undefined) return { end: wrong };
  if (await world.isHealthy()) return { end: step.code === 0 ? 'healthy' : `healthy, but exit ${step.code}` };
  const next = commandBehind(/^next( +|$)/, step.screen);
  if (next?.startsWith('esi-state ')) return { line: next };
  const told = outside?.test(step.screen.replace(/\s+/g, ' ')) ? 'outside' : undefined;
  if (next?.startsWith('openstack ')) return afterHeat(step.screen, heat, told);
  return { end: told ?? 'nothing to type' };
}

/** What is to be typed after that answer of Heat's; nothing where somebody else has to go on. */
function afterHeat(screen: string, heat: RegExp | undefined, told: string | undefined): Way {
  if (heat === undefined) return { end: told ?? 'Heat is asked' };
  const answer = answersOn(screen).find(({ when }) => heat.test(when));
  if (answer === undefined) return { end: `no answer like ${heat}` };
  return answer.line === undefined
    ? { end: told ?? 'nothing to type after what Heat says' }
    : { line: answer.line };
}

/** Behind `if`, over some lines, what Heat may say; then the command, alone on its line. */
function answersOn(screen: string): { when: string; line?: string }[] {
  const lines = screen.split('\n');
  return lines.flatMap((first, at) => {
    if (!/^if +\S/.test(first)) return [];
    const length = 1 + lines.slice(at + 1).findIndex((line) => !/^ +\S/.test(line));
    const when = lines.slice(at, at + length).map((line) => line.replace(/^(if)? +/, ''));
    const line = lines[at + length] ?? '';
    return [{ when: when.join(' '), ...(COMMAND.test(line) ? { line } : {}) }];
  });
}

/** What none of our own commands may come to, and text that the terminal breaks where it likes. */
function whatIsWrong({ line, screen, code }: Step): string | undefined {
  if (code === 70 || code === 2) return `exit ${code}`;
  const wide = screen.split('\n').find((one) => widthOf(one) > COLUMNS && !MAY_BE_WIDE.test(one));
  if (wide !== undefined && !/ --raw( |$)/.test(line)) return `wider than the screen: ${wide}`;
  return undefined;
}

/** The last one behind that label, or alone on the line below it. */
function commandBehind(label: RegExp, screen: string): string | undefined {
  const lines = screen.split('\n');
  const at = lines.findLastIndex((line) => label.test(line));
  const told = (lines[at] ?? '').replace(label, '') || lines[at + 1];
  return told !== undefined && COMMAND.test(told) ? told : undefined;
}

/** The job manager's own keys are deleted as the screen says. */
async function cleanUp(world: World, screen: string): Promise<void> {
  const lines = screen.split('\n').flatMap((line) => /(?:^|^next +)(etcdctl del .*)/.exec(line)?.[1] ?? []);
  for (const [, , key] of splitBy('sh', lines)) if (key !== undefined) await world.remove(key);
}

async function fingerprint(world: World): Promise<string> {
  return (await world.keys()).map(({ key, modRevision }) => `${key}@${modRevision}`).join();
}
