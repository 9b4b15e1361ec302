/** `verify` and its options. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { milliseconds } from '../../settings/option-values.ts';
import type { Outcome } from '../../terminal/command.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type NagiosRange, parseRange } from './formats/nagios-range.ts';

type Done = (outcome: Outcome) => void;

/** @param settle makes the option that repair has too */
export function addVerify(program: Command, terminal: Terminal, done: Done, settle: () => Option): void {
  const command = program
    .command('verify')
    .description('check resources; list what is not healthy')
    .argument('[name...]', 'resources; ports/ is all of a type');
  for (const add of [addScope(settle), addOutput, addPace, addSince]) add(command);
  command.action(async (names: string[], _options: unknown, self: Command) => {
    const { runVerify } = await import('./run.ts');
    done(await runVerify(names, self.optsWithGlobals(), terminal));
  });
}

function addScope(settle: () => Option): (command: Command) => void {
  return (command) => {
    command
      .option('--all', 'every resource in etcd')
      .option('--list', 'list each resource, however many there are')
      .option('--list-all', 'list healthy ones too')
      .option('--allow-empty', 'with --all: no resource at all is no failure')
      .addOption(
        new Option('--fail-on <severity>', 'lowest severity for exit code 1')
          .choices(['error', 'warning', 'info'])
          .default('error'),
      )
      .option('--baseline <file>', 'known problems that may wait; -o baseline prints its lines')
      .addOption(settle())
      .option('--lock <file>', 'exit 3 at once where another run holds this file')
      .addOption(
        new Option('--progress <how>', 'on stderr').choices(['auto', 'json', 'none']).default('auto'),
      );
  };
}

function addOutput(command: Command): void {
  command
    .optionsGroup('Output:')
    .option('--output <file>', 'into this file, whole or not at all, instead of standard output')
    .option('--quiet', 'print nothing where the exit code is 0')
    .option('--warning <range>', 'with -o nagios: WARNING where so many are broken', range)
    .option('--critical <range>', 'with -o nagios: CRITICAL where so many are broken (default 0)', range);
}

function addPace(command: Command): void {
  command
    .optionsGroup('Pace (with --all):')
    .option('--page-size <keys>', 'most keys of one page (default 5000)', positive)
    .option('--concurrency <n>', 'most reads at once, fewer while etcd is slow (default 3)', positive)
    .option('--rate <MiB/s>', 'read no faster', positiveNumber)
    .option(
      '--max-duration <duration>',
      'stop after this, with exit 3 and what was not looked at',
      milliseconds,
    );
}

function addSince(command: Command): void {
  command
    .optionsGroup('Since the last run:')
    .option(
      '--since <file>',
      'with --all: look only at what may have changed since the last run with this file, and update it',
    )
    .option(
      '--min-age <duration>',
      'with --since: errors first seen less long ago are warnings',
      milliseconds,
    )
    .option('--max-in-flight <duration>', 'with --since: warn of longer flights', milliseconds);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a positive integer.');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It is a positive number.');
  return value;
}

function range(text: string): NagiosRange {
  const parsed = parseRange(text);
  if (parsed === undefined)
    throw new InvalidArgumentError('Write 10 (more than ten), 10:20 (outside) or @10:20 (inside).');
  return parsed;
}
