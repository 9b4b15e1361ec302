import { spawnSync } from 'node:child_process';

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** What is wrong with a crontab: cron's own word where there is one that checks (`crontab -n`), and a look at each line. */
export function crontabProblems(text: string): string[] {
  const asked = spawnSync('crontab', ['-n', '/dev/null']).status === 0;
  const said = asked ? spawnSync('crontab', ['-n', '-'], { input: text, encoding: 'utf8' }) : undefined;
  const rejected = said === undefined || said.status === 0 ? [] : [said.stderr];
  return [...rejected, ...text.split('\n').filter(Boolean).flatMap(lineProblems)];
}

function lineProblems(line: string): string[] {
  const fields = line.split(/\s+/);
  const times = RANGES.flatMap((range, i) =>
    isTime(fields[i] ?? '', range) ? [] : [`no time: ${fields[i]}`],
  );
  return [
    ...times,
    ...(fields.length > RANGES.length ? [] : ['no command']),
    ...(line.endsWith('\\') ? ['a line cannot be continued'] : []),
    ...(/(?<!\\)%/.test(line) ? ['a % that is not escaped ends the command'] : []),
    ...(/\s\/run\//.test(line) ? ['what is below /run is gone after a restart'] : []),
  ];
}

function isTime(field: string, [lowest, highest]: readonly [number, number]): boolean {
  return field.split(',').every((part) => {
    const [, from, to = from] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/\d+)?$/.exec(part) ?? [undefined, 'x'];
    return from === undefined || (Number(from) >= lowest && Number(to) <= highest);
  });
}
