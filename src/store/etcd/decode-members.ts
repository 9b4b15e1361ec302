/** What members tell of themselves. Field numbers are those of etcd's api/etcdserverpb/rpc.proto. */
import type { ListedMember, MemberStatus } from '../probe.ts';
import { eachField, eachFieldButHeader, idText, type WithHeader } from './message.ts';
import { bytesTag, type Cursor, cursorOf, numberTag, readBigInt, readBytes, readMessage } from './wire.ts';

const readText = (cursor: Cursor): string => readBytes(cursor).toString();
/** StatusResponse. */
export function decodeMemberStatus(answer: Buffer): WithHeader<MemberStatus> {
  const cursor = cursorOf(answer);
  const numbers = new Map<number, bigint>();
  const errors: string[] = [];
  let version = '';
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag === bytesTag(2)) version = readText(cursor);
    else if (tag === bytesTag(8)) errors.push(readText(cursor));
    else if ((tag & 7) === 0) numbers.set(tag >> 3, readBigInt(cursor));
    else return false;
    return true;
  });
  const number = (field: number): number => Number(numbers.get(field) ?? 0n);
  const leader = numbers.get(4) ?? 0n;
  const role = numbers.has(10) ? 'learner' : leader === header.memberId ? 'leader' : 'follower';
  const value: MemberStatus = {
    version,
    role,
    hasLeader: leader !== 0n,
    raftTerm: number(6),
    raftIndex: number(7),
    dbBytes: number(3),
    dbBytesInUse: number(9),
    alarms: errors.flatMap(alarmOf),
  };
  return { header, value };
}

/** Of the errors an alarm is told as `memberID:… alarm:NOSPACE `; that there is no leader, the leader's ID tells. */
function alarmOf(error: string): string[] {
  const alarm = /alarm:(\w+)/.exec(error)?.[1];
  if (alarm !== undefined) return [alarm];
  return /no leader/.test(error) ? [] : [error.trim()];
}

/** MemberListResponse. */
export function decodeMemberList(answer: Buffer): WithHeader<readonly ListedMember[]> {
  const cursor = cursorOf(answer);
  const value: ListedMember[] = [];
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag !== bytesTag(2)) return false;
    value.push(readMember(readMessage(cursor)));
    return true;
  });
  return { header, value };
}

function readMember(cursor: Cursor): ListedMember {
  let [memberId, name] = ['', ''];
  const clientUrls: string[] = [];
  eachField(cursor, (tag) => {
    if (tag === numberTag(1)) memberId = idText(readBigInt(cursor));
    else if (tag === bytesTag(2)) name = readText(cursor);
    else if (tag === bytesTag(4)) clientUrls.push(readText(cursor));
    else return false;
    return true;
  });
  return { memberId, name, clientUrls };
}
