/** Variables that change what etcdctl does and nothing here: whoever set one must not believe that it holds. Pure. */
import { closest } from '../spelling.ts';
import { environmentName, SETTING_NAMES } from './layers.ts';

const KNOWN = SETTING_NAMES.map(environmentName);

/** What says nothing: etcdctl's API is the only one there is, and the others are at etcdctl's own defaults. */
const IDLE: Readonly<Record<string, RegExp>> = {
  ETCDCTL_API: /^/,
  ETCDCTL_DEBUG: /^(0|f|F|FALSE|false|False)$/,
  ETCDCTL_HEX: /^(0|f|F|FALSE|false|False)$/,
  ETCDCTL_WRITE_OUT: /^simple$/,
  ETCDCTL_KEEPALIVE_TIME: /^2s$/,
  ETCDCTL_KEEPALIVE_TIMEOUT: /^6s$/,
};

/** How the same is said here. */
const INSTEAD: Readonly<Record<string, string>> = {
  ETCDCTL_WRITE_OUT: '-o sets the format',
  ETCDCTL_DEBUG: '--debug adds the stack to errors',
};

/** A sentence for each variable that etcdctl would read and nothing here does; never its value. */
export function unusedVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const names = Object.keys(env).filter((name) => name.startsWith('ETCDCTL_') && !KNOWN.includes(name));
  return names
    .filter((name) => env[name] && !IDLE[name]?.test(env[name]))
    .sort()
    .map((name) => `${name} is not used here${advice(name)}`);
}

function advice(name: string): string {
  const instead = INSTEAD[name];
  if (instead !== undefined) return `: ${instead}`;
  const near = closest(
    name.slice('ETCDCTL_'.length),
    KNOWN.map((one) => one.slice('ETCDCTL_'.length)),
  );
  return near.length === 0 ? '' : `: did you mean ETCDCTL_${near.join(' or ETCDCTL_')}?`;
}
