/** Which of several places each setting comes from. Pure. */
import type { ChosenContext } from './choose-context.ts';
import { OF_ITS_ENDPOINTS } from './contexts.ts';
import { type Found, fileKey, find, type Layer, SETTING_NAMES, type SettingName, without } from './layers.ts';

/** etcdctl's defaults; the last layer. */
const DEFAULTS: Layer = {
  kind: 'default',
  values: {
    endpoints: '127.0.0.1:2379',
    dialTimeout: '2s',
    commandTimeout: '5s',
    insecureDiscovery: 'true',
    insecureTransport: 'true',
    insecureSkipTlsVerify: 'false',
  },
  origin: () => 'default',
};

const TLS: readonly SettingName[] = ['cacert', 'cert', 'key', 'insecureTransport', 'insecureSkipTlsVerify'];
/** What leads to the endpoints. */
const DISCOVERY: readonly SettingName[] = ['discoverySrv', 'discoverySrvName'];
const LEADS: readonly SettingName[] = ['endpoints', ...DISCOVERY, 'insecureDiscovery'];
const SECRETS: readonly SettingName[] = ['password', 'passwordFile'];
const PAIR: readonly SettingName[] = ['cert', 'key'];

export interface Ranked {
  /** The one that wins first; what must not be used is left out of them. */
  readonly layers: readonly Layer[];
  /** What was set and is not used, for the operator: one sentence each. */
  readonly notes: readonly string[];
}

interface Places {
  readonly flags: Layer;
  readonly env: Layer;
  /** Of the context in force; empty where there is none. */
  readonly file: Layer;
}

/**
 * Flag over environment over file over default, but a typed `--context` is a flag and beats the environment. Where the
 * endpoints are the context's own, the environment's way to another cluster is left out of a typed one. Where they are
 * not, the context's credentials are left out.
 */
export function rank(flags: Layer, env: Layer, context: ChosenContext | undefined): Ranked {
  const typed = context?.typed ?? false;
  const places: Places = { flags, env, file: contextLayer(context) };
  const lead = leadOf(inOrder(places, typed));
  const own = lead.kind === 'file';
  const kept = own ? ownEndpoints(places, typed) : otherThanOwn(places);
  const layers = inOrder(kept, typed).map((layer) => without(layer, lead.losers));
  const notes = [
    ...lead.notes,
    ...(typed ? ignoredVariables(places, layers) : []),
    ...(own || context === undefined ? [] : otherEndpoints(context, lead)),
    ...(own && context !== undefined ? unusedPassword(context, layers) : []),
  ];
  return { layers, notes };
}

/** What the endpoints come from: a list of them, or a domain whose name service has one. */
interface Lead extends Pick<Found, 'kind' | 'origin'> {
  /** The other one is not used, whatever layer it is in. */
  readonly losers: readonly SettingName[];
  readonly notes: readonly string[];
}

/** Of the highest layer that has one; within a layer discovery wins, as in etcdctl. */
function leadOf(layers: readonly Layer[]): Lead {
  const [endpoints, domain] = [find(layers, 'endpoints'), find(layers, 'discoverySrv')];
  if (domain === undefined || (endpoints !== undefined && endpoints.depth < domain.depth)) {
    const { kind, origin } = endpoints ?? { kind: 'default', origin: 'default' };
    // In etcdctl the variable would win.
    const lost = kind === 'flag' && domain?.kind === 'environment';
    return { kind, origin, losers: DISCOVERY, notes: lost ? [beats(origin, domain.origin)] : [] };
  }
  const both = endpoints?.depth === domain.depth;
  const notes = both ? [beats(domain.origin, endpoints.origin)] : [];
  // Another name in the same domain is another cluster.
  const name = find(layers, 'discoverySrvName');
  const decides = name !== undefined && name.depth < domain.depth ? name : domain;
  return { kind: decides.kind, origin: decides.origin, losers: ['endpoints'], notes };
}

function beats(winner: string, loser: string): string {
  return `${winner} is given: ${loser} is not used`;
}

/** A context's name in a domain goes with that domain only. */
function otherThanOwn(places: Places): Places {
  const byItsDomain = find([places.flags, places.env, places.file], 'discoverySrv')?.kind === 'file';
  const name: readonly SettingName[] = byItsDomain ? [] : ['discoverySrvName'];
  return { ...places, file: without(places.file, [...OF_ITS_ENDPOINTS, ...name]) };
}

function contextLayer(context: ChosenContext | undefined): Layer {
  return {
    kind: 'file',
    values: context?.values ?? {},
    origin: (name) => `${context?.origin}.${name === 'password' ? context?.passwordKey : fileKey(name)}`,
  };
}

function inOrder({ flags, env, file }: Places, typed: boolean): Layer[] {
  return typed ? [flags, file, env, DEFAULTS] : [flags, env, file, DEFAULTS];
}

function ownEndpoints(places: Places, typed: boolean): Places {
  const { flags } = places;
  const env = typed ? without(places.env, ofAnotherCluster(places)) : places.env;
  const byOthers = (name: SettingName) => flags.values[name] !== undefined || env.values[name] !== undefined;
  const file = without(places.file, [
    // A password is its user's, a key its certificate's.
    ...(byOthers('user') ? SECRETS : []),
    ...(PAIR.some(byOthers) ? PAIR : []),
  ]);
  return { flags, env, file };
}

/** All of it but a password that can only be meant for the user named here. */
function ofAnotherCluster({ flags, env, file }: Places): SettingName[] {
  const needed = flags.values.user !== undefined || SECRETS.every((name) => file.values[name] === undefined);
  const meant = env.values.user === undefined && needed;
  return [...LEADS, ...TLS, 'user', ...(meant ? [] : SECRETS)];
}

/** That a plain flag beats a variable is no news. */
function ignoredVariables({ flags, env }: Places, layers: readonly Layer[]): string[] {
  const led = LEADS.some((name) => flags.values[name] !== undefined);
  const names = SETTING_NAMES.filter(
    (name) =>
      env.values[name] !== undefined &&
      flags.values[name] === undefined &&
      !(led && LEADS.includes(name)) &&
      find(layers, name)?.kind !== 'environment',
  );
  if (names.length === 0) return [];
  const verb = names.length === 1 ? 'is' : 'are';
  return [`--context was typed: ${listed(names.map(env.origin))} ${verb} ignored`];
}

/** Its name is on every screen, so it must be said that these are not its endpoints. */
function otherEndpoints({ name, values }: ChosenContext, { origin }: Lead): string[] {
  if ((values.endpoints ?? values.discoverySrv) === undefined) return [];
  const names = OF_ITS_ENDPOINTS.filter((setting) => setting in values && values[setting] !== 'false');
  const verb = names.length === 1 ? 'is' : 'are';
  const unused = names.length === 0 ? '' : `: its ${listed(names.map(fileKey))} ${verb} not used`;
  return [`the endpoints come from ${origin}, not from context ${name}${unused}`];
}

function unusedPassword({ name, values }: ChosenContext, layers: readonly Layer[]): string[] {
  const user = find(layers, 'user');
  const has = SECRETS.some((secret) => values[secret] !== undefined);
  if (!has || user === undefined || user.kind === 'file') return [];
  return [`the user comes from ${user.origin}: the password of context ${name} is not used`];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
