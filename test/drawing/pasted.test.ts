/** Whatever etcd holds and whatever was typed: a command of a screen is what a shell makes of it when it is pasted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spellOut } from '../../src/cli/equals-sign.ts';
import { newProgram } from '../../src/cli/program.ts';
import { wayOn } from '../../src/commands/show/views/next.ts';
import { commandText } from '../../src/drawing/shell-word.ts';
import { judgeSnapshot } from '../../src/judging/judging.ts';
import { NOTHING_SECRET } from '../../src/secrets/secret-keys.ts';
import { DEFAULT_PREFIXES, shortName } from '../../src/stages/keys.ts';
import { readResource } from '../../src/stages/resource.ts';
import type { Snapshot } from '../../src/stages/snapshot.ts';
import {
  argvOf,
  nameToType,
  type SuggestedCommand,
  suggest,
  suggestDeletion,
  suggestStack,
  type TypedLine,
} from '../../src/suggestion.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import * as sample from '../support/data/samples.ts';
import { commandsOn, fitsWidth, splitBy } from '../support/run/pasted.ts';
import { viewsOf } from '../support/run/views.ts';

const CASES = 3000;

/** Each would leave a file, or go to another cluster, where a shell or the parser of options read it as more than a word. */
const EVIL = [
  '$(touch run)',
  '`touch run`',
  ';touch run;',
  '|touch run',
  '&touch run&',
  '>run',
  "';touch run;'",
  '";touch run;"',
  '\ntouch run\n',
  '\r\ntouch run\r',
  "\\';touch run;\\'",
  "\u001b';touch run;'",
  "\u0007\\'$(touch run)",
  '$IFS;touch run',
  '!!',
  '#',
  '--os-auth-url=http://evil',
  '--all',
  '--yes',
  '--',
  '-',
  '-rf',
  '--dead-job=x',
  '--endpoints',
  '--context=evil',
  '-o',
  '~',
  '*',
  '{a,b}',
  '=cat',
  'a=b',
  '%1',
  '',
  ' ',
  'a b',
  "it's",
  '\\',
  '\\\\',
  '\u202e',
  '\u00a0',
  '\ufeff',
  'é',
  '日本',
  '😀',
  '\u0085',
] as const;

const evil = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.oneof(fc.constantFrom(...EVIL), fc.constantFrom('a', '1', '/', ':')), { maxLength: 4 })
    .map((parts) => parts.join('')),
);
/** As an operating system hands words to a program. */
const typedWord = evil.map((text) => text.replace(/[\0\p{Cs}]/gu, 'x'));
const idOf = (text: string): string => `${text.replaceAll('/', '')}` || 'x';

const lines: fc.Arbitrary<TypedLine> = fc
  .record({
    names: fc.array(typedWord, { maxLength: 2 }),
    ...{ config: typedWord, context: typedWord, endpoints: typedWord, cacert: typedWord, journal: typedWord },
    ...{ reason: typedWord, prefix: typedWord, set: typedWord, some: fc.nat(511) },
  })
  .map(({ names, some, ...value }) => {
    const all = [
      ['--config', value.config],
      ['--context', value.context],
      ['--endpoints', value.endpoints],
      ['--cacert', value.cacert],
      ['--prefix', `state=${value.prefix}`],
      ['--insecure-skip-tls-verify'],
      ['--journal-dir', value.journal],
      ['--reason', value.reason],
      ['--set', `tenant_id=${value.set}x`],
    ] as const;
    const typed = all.filter((_, i) => some & (1 << i));
    const isCommon = (_: unknown, i: number) => typed[i] !== undefined && all.indexOf(typed[i]) < 6;
    return {
      verb: 'repair',
      names,
      common: typed.filter(isCommon),
      own: typed.filter((one, i) => !isCommon(one, i)),
      etcdctl: [],
      longNames: new Map<string, string>(),
    };
  });

const suggestions = fc
  .record({
    id: evil,
    type: evil,
    verb: fc.constantFrom('show', 'repair', 'undo', 'journal', 'verify'),
    job: evil,
    stack: evil,
    line: lines,
  })
  .chain((of) => fc.constantFrom(...made(of)).map((command) => ({ command, line: of.line })));

/** What is built of these; nothing where it can't be typed. */
function made({
  id,
  type,
  verb,
  job,
  stack,
}: Record<'id' | 'type' | 'verb' | 'job' | 'stack', string>): (SuggestedCommand | undefined)[] {
  const ref = { schemaPath: `v2.0/${idOf(type)}`, id: idOf(id) };
  const all = [
    suggest(verb, { of: [ref] }),
    suggestDeletion(`/jobs/all/${job}`),
    suggest('repair', { of: [ref], options: [['--plan-out', `/jobs/all/${job}`]] }),
    suggest('repair', { options: [['--apply', job]] }),
    suggest('undo', { of: [id] }),
    suggestStack(stack, ref, ''),
    suggestStack(`port_${ref.id}`, ref, ''),
  ];
  return all.map((one) => (one !== undefined && 'program' in one ? one : undefined));
}

test('both shells split each command into the words that were meant, and run nothing', () => {
  const all = fc
    .sample(suggestions, CASES)
    .flatMap(({ command, line }) => (command === undefined ? [] : [{ command, line }]));
  assert.ok(all.length > CASES / 3);
  for (const unicode of [true, false]) {
    const texts = all.map(({ command, line }) => commandText(command, { unicode, typed: line }));
    const meant = all.map(({ command, line }) => argvOf(command, line));
    assert.deepEqual(splitBy('bash', texts), meant);
    const [told, bySh] = [texts.filter((text) => !text.includes("$'")), splitBy('sh', texts)];
    assert.ok(told.length > all.length / 10);
    for (const [i, words] of bySh.entries())
      if (texts[i]?.includes("$'")) assert.equal(words.length, meant[i]?.length);
      else assert.deepEqual(words, meant[i]);
  }
});

test('the program reads each of them as it was meant: names are names, values are values', () => {
  fc.assert(
    fc.property(suggestions, ({ command, line }) => {
      if (command === undefined || command.program !== 'esi-state') return;
      const read = parsed(argvOf(command, line).slice(1));
      assert.equal(read.verb, command.verb[0]);
      const meant = command.names.map((name) => (typeof name === 'string' ? name : nameToType(name, line)));
      assert.deepEqual(read.names, meant);
      for (const [option, value] of line.common)
        if (option === '--endpoints' || option === '--context')
          assert.equal(read.options[option.slice(2)], value);
      for (const [option, value] of command.options)
        if (option === '--plan-out') assert.equal(read.options['planOut'], value ?? '');
    }),
    { numRuns: 1000 },
  );
});

/** The line as the real program reads it, without running it. */
function parsed(words: readonly string[]) {
  const program = newProgram({ env: { HOME: '/' } } as unknown as Terminal, () => undefined);
  let read: { verb: string; names: string[]; options: Record<string, unknown> } | undefined;
  for (const command of program.commands)
    command.exitOverride().action(() => {
      read = { verb: command.name(), names: command.args, options: command.optsWithGlobals() };
    });
  program.exitOverride().configureOutput({ writeErr: () => undefined });
  program.parse(spellOut(words), { from: 'user' });
  assert.ok(read !== undefined);
  return read;
}

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({ id: evil, type: evil, job: evil, stack: evil, harm: fc.nat(4) })
  .map(({ id, type, job, stack, harm }) => {
    const ref = { schemaPath: `v2.0/${idOf(type)}`, id: idOf(id) };
    const heat = sample.heatStacks(sample.portOutputs(), {
      id: `port:${ref.id}`,
      stack_id: harm === 3 ? `x_${ref.id}` : stack,
    });
    const stages = {
      heat_stacks: { value: heat, rev: 356 },
      state: { value: sample.state(sample.portOutputs(harm === 0 ? 1 : undefined)), rev: 359 },
      ...(harm === 1 ? { job_state: { value: '{}', rev: 400 } } : {}),
    };
    const jobs = harm < 2 ? [{ name: `all/modify:heat_worker:port:${ref.id}:2:${job}`, rev: 341 }] : [];
    return {
      ...sample.snapshotOf(stages, { ref, config: { version: 2, rev: 340 } }),
      ...(jobs.length === 0 ? {} : { jobs: jobsOf(jobs, ref) }),
    };
  });

/** With a key that a parser of job keys would not take, too. */
function jobsOf(jobs: readonly { name: string; rev: number }[], ref: { id: string }): Snapshot['jobs'] {
  return jobs.map(({ name, rev }) => ({
    ...{
      folder: 'all',
      job: name,
      action: 'modify',
      handler: 'heat_worker',
      type: 'port',
      id: ref.id,
      version: '2',
    },
    ...{ key: `${DEFAULT_PREFIXES.jobs}${name}`, modRevision: rev, createRevision: rev, leaseId: '0' },
  }));
}

test('on no screen, however narrow, is a command broken, and each screen tells what was meant', () => {
  const commands = fc.sample(fc.tuple(snapshots, lines), CASES / 10).flatMap(([snapshot, typed]) => {
    const wide = drawn(snapshot, typed, 1e6);
    const told = wide.map(commandsOn);
    for (const width of [20, 40, 80, 200]) {
      const narrow = drawn(snapshot, typed, width);
      assert.deepEqual(narrow.map(commandsOn), told);
      if (width >= NARROWEST) for (const text of narrow) fitsWidth(text, width);
    }
    const next = [false, true].map((full) => shownNext(snapshot, typed, full));
    assert.deepEqual(told.slice(0, 2).flat(), next.flat());
    return told.flat();
  });
  const split = splitBy('bash', commands);
  assert.equal(split.length, commands.length);
  for (const [program, verb, ...rest] of split) {
    if (program === 'esi-state') continue;
    assert.deepEqual([program, verb, rest[0], rest.length], ['openstack', 'stack', 'show', 2]);
    assert.match(rest[1] ?? '', /^[A-Za-z][A-Za-z0-9_.-]*$/);
  }
});

/** As screens are laid out at least. */
const NARROWEST = 40;

function drawn(snapshot: Snapshot, typed: TypedLine, width: number): string[] {
  return viewsOf(snapshot, NOTHING_SECRET, undefined, typed).drawn({
    width,
    colour: false,
    unicode: true,
    typed,
  });
}

function shownNext(snapshot: Snapshot, typed: TypedLine, full: boolean): string[] {
  const { next } = wayOn({ ...judgeSnapshot(snapshot, {}), resource: readResource(snapshot) }, full);
  return next !== undefined && 'program' in next ? [commandText(next, { unicode: true, typed })] : [];
}

test('what no shell can pass on is not made into a command', () => {
  for (const id of ['a\0b', 'a\ufffd', 'a ', '\ud800'])
    assert.ok('untypable' in suggest('show', { of: [{ schemaPath: 'v2.0/ports', id }] }), JSON.stringify(id));
  assert.ok('untypable' in suggest('show', { of: [{ schemaPath: '/', id: 'x' }] }));
  assert.ok(
    'untypable' in suggest('repair', { of: [sample.PORT], options: [['--plan-out', '/jobs/all/\ufffd']] }),
  );
  for (const stack of [
    '--os-auth-url=http://evil',
    '',
    'port_other',
    `9_${sample.PORT.id}`,
    `a;b_${sample.PORT.id}`,
  ])
    assert.equal(suggestStack(stack, sample.PORT, ''), undefined);
  assert.equal(shortName(sample.PORT), 'ports/ddc14be4');
});
