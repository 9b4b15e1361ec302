/** Prometheus's own check of metrics, and of alert rules. */
import { spawnSync } from 'node:child_process';
import { findPromtool } from '../../../tools/throwaway-etcd/binary.ts';

export interface Checked {
  readonly code: number | null;
  /** What promtool had to say of it; empty where nothing is wrong. */
  readonly said: string;
}

/** `promtool check metrics`, `check rules FILE`, `test rules FILE`; `input` comes on standard input. */
export async function promtool(args: readonly string[], input = ''): Promise<Checked> {
  const { status, stdout, stderr } = spawnSync(await findPromtool(), args, { input, encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}
