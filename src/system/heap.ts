import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's heap near to what is in use, for runs that leave garbage as fast as they read. Its young generation stays as
 * small as it begins (1 MiB a half): V8 would let it grow to 16 MiB a half, and what etcd sent, which lies outside of the
 * heap, to lie there as long. The size itself can't be set any more once Node runs, and a `#!` line can't pass it
 * everywhere; how fast it grows can. What outlives it is collected when half as much again has come together: V8 would
 * wait for three times as much, and documents that are judged outlive it by the thousand where much is broken.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
