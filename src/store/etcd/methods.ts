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
}

export const RANGE: Method<WithHeader<RangeResult>> = { path: '/etcdserverpb.KV/Range', decode: decodeRange };
export const RANGES: Method<WithHeader<readonly RangeResult[]>> = {
  path: '/etcdserverpb.KV/Txn',
  decode: decodeRanges,
};
/** A transaction of which only matters whether it is refused. */
export const PERMISSION: Method<WithHeader<undefined>> = {
  path: '/etcdserverpb.KV/Txn',
  decode: decodeHeader,
};
export const STATUS: Method<WithHeader<undefined>> = {
  path: '/etcdserverpb.Maintenance/Status',
  decode: decodeHeader,
};
export const MEMBER_STATUS: Method<WithHeader<MemberStatus>> = { ...STATUS, decode: decodeMemberStatus };
export const MEMBER_LIST: Method<WithHeader<readonly ListedMember[]>> = {
  path: '/etcdserverpb.Cluster/MemberList',
  decode: decodeMemberList,
};
export const TIME_TO_LIVE: Method<WithHeader<number>> = {
  path: '/etcdserverpb.Lease/LeaseTimeToLive',
  decode: decodeTimeToLive,
};
export const AUTHENTICATE: Method<string> = { path: '/etcdserverpb.Auth/Authenticate', decode: decodeToken };
/** A stream. */
export const WATCH: Method<WithHeader<Watched>> = { path: '/etcdserverpb.Watch/Watch', decode: decodeWatch };
