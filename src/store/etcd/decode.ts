/** The small answers. Field numbers are those of etcd's api/etcdserverpb/rpc.proto. */
import { eachField, eachFieldButHeader, type WithHeader } from './message.ts';
import { bytesTag, cursorOf, numberTag, readBigInt, readBytes } from './wire.ts';

/** Any answer of which nothing but the header is wanted. */
export function decodeHeader(answer: Buffer): WithHeader<undefined> {
  return { header: eachFieldButHeader(cursorOf(answer), () => false), value: undefined };
}

/** LeaseTimeToLiveResponse: the seconds left, -1 where there is no such lease. */
export function decodeTimeToLive(answer: Buffer): WithHeader<number> {
  const cursor = cursorOf(answer);
  let value = 0;
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag !== numberTag(3)) return false;
    value = Number(BigInt.asIntN(64, readBigInt(cursor)));
    return true;
  });
  return { header, value };
}

/** AuthenticateResponse: the token. */
export function decodeToken(answer: Buffer): string {
  const cursor = cursorOf(answer);
  let token = '';
  eachField(cursor, (tag) => {
    if (tag !== bytesTag(2)) return false;
    token = readBytes(cursor).toString('utf8');
    return true;
  });
  return token;
}
