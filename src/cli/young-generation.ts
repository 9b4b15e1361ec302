import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation as small as it begins (1 MiB a half), for runs that leave garbage as fast as they read. V8
 * would let it grow to 16 MiB a half, and what etcd sent, which lies outside of V8's heap, to lie there as long. The size
 * itself can't be set any more once Node runs, and a `#!` line can't pass it everywhere; how fast it grows can.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
