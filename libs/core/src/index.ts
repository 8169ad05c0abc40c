/**
 * @breakwater/core: what is true and what follows from it. Pure: no I/O, no clock, no randomness, no await.
 * Imports nothing of ours. Start reading at reconcile/reconcile.ts (what must change so that the books tell the truth)
 * and plan-stop.ts (what keeps a position protected).
 */
export * from './ahead.ts';
export * from './book-report.ts';
export * from './bounds.ts';
export * from './client-order-id.ts';
export { WAITS_FOR_A_PERSON } from './closing-steps.ts';
export * from './decimal.ts';
export * from './derived-id.ts';
export * from './evidence.ts';
export * from './executions-kept.ts';
export * from './facts.ts';
export * from './follow-price.ts';
export * from './import/ended-facts.ts';
export * from './import/judge-import.ts';
export * from './import/old-position.ts';
export * from './intent.ts';
export * from './invariant.ts';
export * from './key.ts';
export * from './limits.ts';
export * from './market.ts';
export * from './market-facts.ts';
export * from './order.ts';
export * from './outcome.ts';
export * from './own-orders.ts';
export * from './plan-entry.ts';
export * from './plan-stop.ts';
export * from './plan-wave.ts';
export * from './position.ts';
export * from './reconcile/compare-account.ts';
export * from './reconcile/executions.ts';
export { FOREIGN_ORDERS_TOLD, FOREIGN_ORDERS_WITHIN_MS } from './reconcile/foreign-writer.ts';
export { giveUpReduce } from './reconcile/give-up-reduce.ts';
export * from './reconcile/life.ts';
export * from './reconcile/reconcile.ts';
export * from './reconcile/sight.ts';
export { awaitSecondSight } from './reconcile/sightings.ts';
export { exchangeIdsOf } from './reconcile/whose-order.ts';
export * from './request.ts';
export * from './resolve.ts';
export * from './signal.ts';
export * from './step.ts';
export * from './stop-aim.ts';
export * from './stop-plan.ts';
export * from './stop-price.ts';
export * from './taken-over-stop.ts';
export * from './verdict.ts';
export * from './views.ts';
export type { WaveFileExit } from './wave-exit.ts';
export * from './wave-facts.ts';
export * from './wave-file.ts';
export type { WavePolicy } from './wave-policy.ts';
export * from './wave-size.ts';
export * from './wave-window.ts';
export * from './wish.ts';
