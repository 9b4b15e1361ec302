import type { MadeResource } from './made.ts';

/** Schema path and the singular of its type, as deployments have them. */
export const TYPES = [
  ['v2.0/ports', 'port'],
  ['v2.0/networks', 'network'],
  ['v2.0/policies', 'policy'],
  ['v2.0/reserve_addresses', 'reserve_address'],
  ['v2.0/quotas', 'quota'],
  ['v2.0/usage', 'usage'],
  ['v2.0/monitoring', 'monitoring'],
  ['v2.0/ese_logical_ports', 'ese_logical_port'],
  ['common/v1.0/tenants', 'tenant'],
  ['site/a/v3/load_balancers', 'load_balancer'],
  ['plans', 'plan'],
] as const;

/** A resource of its own for each number: of all types in turn, its ID a word or 32 hexadecimal digits. */
export function numbered(i: number): MadeResource {
  const [schemaPath, singular] = TYPES[i % TYPES.length] ?? TYPES[0];
  const id = i % 3 === 0 ? `word_${i}` : `${i}`.repeat(8).padEnd(32, '0f1e');
  return { ref: { schemaPath, id }, singular, tenantId: 'fe3a4a1a72c04479bb6c19c2c0ccba4c' };
}
