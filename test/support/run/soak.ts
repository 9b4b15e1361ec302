/** `npm run test:soak` runs the tests that drive chance at their full size; `npm test` runs a share of each. */
export const SOAK = process.env['ESI_STATE_SOAK'] === '1';

export function soaked<T>(short: T, full: T): T {
  return SOAK ? full : short;
}
