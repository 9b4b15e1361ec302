/** The few calls of etcd that are made without etcd3: it takes 40 ms to load and decodes slowly. */
import type { ListedMember, MemberStatus } from '../probe.ts';
import type { RangeResult } from '../source.ts';
import { decodeHeader, decodeTimeToLive, decodeToken } from './decode.ts';
import { decodeMemberList, decodeMemberStatus } from './decode-members.ts';
import { decodeRange, decodeRanges } from './decode-range.ts';
import { decodeWatch, type Watched } from './decode-watch.ts';
import type { WithHeader } from './message.ts';

/** A unary call: where it goes, and how its answer is read. */
export interface Method<T> {
  readonly path: string;
  readonly decode: (answer: Buffer) => T;
  /**
   * Each member answers it by itself, with a leader or without. Every other request is sent with etcdctl's
   * WithRequireLeader: a member that has lost its leader says so at once, and carries nothing out.
   */
  readonly leaderless?: true;
}

export const RANGE: Method<WithHeader<RangeResult>> = { path: '/etcdserverpb.KV/Range', decode: decodeRange };
export const RANGES: Method<WithHeader<readonly RangeResult[]>> = {
  path: '/etcdserverpb.KV/Txn',
  decode: decodeRanges,
};
/** A transaction that does nothing, of which only the header matters. */
export const HEADER: Method<WithHeader<undefined>> = {
  path: '/etcdserverpb.KV/Txn',
  decode: decodeHeader,
  leaderless: true,
};
/** A transaction of which only matters whether it is refused. */
export const PERMISSION: Method<WithHeader<undefined>> = {
  path: '/etcdserverpb.KV/Txn',
  decode: decodeHeader,
};
/** Told to root alone by etcd 3.5.28 to 3.5.31 and 3.6.0 to 3.6.11: nothing but `ping` may ask for it. */
export const MEMBER_STATUS: Method<WithHeader<MemberStatus>> = {
  path: '/etcdserverpb.Maintenance/Status',
  decode: decodeMemberStatus,
  leaderless: true,
};
export const MEMBER_LIST: Method<WithHeader<readonly ListedMember[]>> = {
  path: '/etcdserverpb.Cluster/MemberList',
  decode: decodeMemberList,
  leaderless: true,
};
export const TIME_TO_LIVE: Method<WithHeader<number>> = {
  path: '/etcdserverpb.Lease/LeaseTimeToLive',
  decode: decodeTimeToLive,
};
export const AUTHENTICATE: Method<string> = { path: '/etcdserverpb.Auth/Authenticate', decode: decodeToken };
/** A stream. */
export const WATCH: Method<WithHeader<Watched>> = { path: '/etcdserverpb.Watch/Watch', decode: decodeWatch };
