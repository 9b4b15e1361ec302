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
