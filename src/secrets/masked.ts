/**
 * The one gate to the eyes. Whatever shows stored values takes its result as `Masked`, and only a verb's `mask.ts` may make
 * one (`npm run structure` checks it): a view that was forgotten does not compile. Findings are masked where they are made,
 * in `judging/judging.ts`.
 */

declare const gate: unique symbol;
export type Masked<T> = T & { readonly [gate]: true };
