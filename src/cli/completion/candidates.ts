import { Argument, type Command, Option } from 'commander';
import { RULES } from '../../judge/catalogue.ts';
import { VERDICTS } from '../../judge/finding.ts';
import { AREAS } from '../../settings/prefixes.ts';
import { STAGES } from '../../stages/keys.ts';
import { commandsOf, type Request } from './request.ts';

export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** What the shell itself completes, or words of ours; `open` ones go on without a space. */
export type Answer =
  | { readonly kind: 'files' | 'folders' }
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] };

/** What only the surroundings know; each gives nothing where it can't be had. */
export interface Surroundings {
  contexts(): Promise<readonly string[]>;
  /** The types that resources have in the store; `names`: as the beginning of a name, `ports/`. */
  types(as: 'names' | 'types', typed: string): Promise<readonly string[]>;
}

/** What could be typed at this place, whether it begins with what is there or not. */
export async function answer(request: Request, around: Surroundings): Promise<Answer> {
  const { wanted, command } = request;
  if (wanted === undefined) return words([]);
  if (wanted === 'commands') return words(commandCandidates(command));
  if (wanted === 'options') return words(optionCandidates(request));
  if (wanted.argChoices !== undefined) return words(wanted.argChoices.map((value) => ({ value })));
  const kind = kindOf(wanted);
  if (kind === 'file') return { kind: 'files' };
  if (kind === 'folder') return { kind: 'folders' };
  return words((await VALUES[kind]?.(around, request)) ?? []);
}

function words(candidates: readonly Candidate[]): Answer {
  return { kind: 'words', candidates };
}

function commandCandidates(program: Command): Candidate[] {
  return commandsOf(program).map((one) => ({ value: one.name(), about: one.description() }));
}

function optionCandidates({ command }: Request): Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  const shown = command.parent === null ? options : [...options, ...commonOf(command, options)];
  return shown.flatMap(({ long, description }) => (long ? [{ value: long, about: description }] : []));
}

function commonOf({ parent }: Command, own: readonly Option[]): Option[] {
  return (parent?.options ?? []).filter(
    (one) => !one.hidden && one.long !== '--version' && !own.includes(one),
  );
}

/** An argument's name, or what stands between the brackets of an option. */
function kindOf(wanted: Option | Argument): string {
  if (wanted instanceof Argument) return wanted.name() === 'name' ? 'resource' : wanted.name();
  if (wanted instanceof Option && wanted.long === '--context') return 'context';
  return /<(.+)>/.exec(wanted.flags)?.[1] ?? '';
}

type Values = (around: Surroundings, request: Request) => Promise<Candidate[]>;

const bare = (values: readonly string[]): Candidate[] => values.map((value) => ({ value }));

/** Any other value is the operator's own: a duration, a number, a reason. */
const VALUES: Readonly<Record<string, Values>> = {
  command: async (_around, { program }) => commandCandidates(program),
  context: async (around) => bare(await around.contexts()),
  resource: async (around, { typed }) => bare(await around.types('names', typed)),
  type: async (around, { typed }) => bare(await around.types('types', typed)),
  rule: async () => RULES.map(({ id, holds }) => ({ value: id, about: holds })),
  verdict: async () => bare(VERDICTS),
  source: async () => bare([...STAGES, 'revision:']),
  'area=path': async () => bare(AREAS.map((area) => `${area}=`)),
  'field=value': async () => bare(['worker_state=', 'tenant_id=', 'status_reason=']),
};
