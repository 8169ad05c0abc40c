import type { FaultKind } from '@breakwater/paper-venue';
import type { CallFault } from '../time/scheduler.ts';

/**
 * Everything that may befall the fleet in a storm, by who does it. Coverage counts each of them against the state that the
 * key was in when it struck (coverage/).
 */
export const venueFaults = [
  'delay-request',
  'drop-request',
  'reset-connection',
  'hang-request',
  'refuse',
  'late-fill',
  'drop-reply',
  'hang-reply',
  'unknown-reply',
  'timeout-reply',
  'untrue-reply',
  'delay-reply',
  'empty-list',
  'short-list',
  'empty-reply',
  'empty-object',
  'html-reply',
  'truncate-reply',
  'cut-reply',
  'stall-reply',
] as const satisfies readonly FaultKind[];
export type VenueFault = (typeof venueFaults)[number];

/** States of the venue that last for a while. */
export const fronts = ['overload', 'maintenance', 'silent-maintenance', 'ban', 'lag', 'hide', 'empty', 'clock-skew', 'closed-listener', 'postgres-away', 'redis-away'] as const;
export type Front = (typeof fronts)[number];

export const callFaults = ['fail_before', 'fail_after', 'crash_before', 'crash_after', 'pause'] as const satisfies readonly CallFault[];

/** What the queue and the lock may do by themselves. */
export const redisFaults = ['redis-flushed', 'lock-forgotten', 'job-stalled'] as const;

/** What the market, people and other programs do to the account. */
export const worldHappenings = [
  'price-moves',
  'price-through-stop',
  'price-crash',
  'hand-opens',
  'hand-adds',
  'hand-reduces',
  'hand-closes',
  'hand-flips',
  'hand-cancels-stop',
  'hand-moves-stop',
  'hand-places-stop',
  'hand-sets-leverage',
  'hand-cleans-up',
  'second-bot',
  'liquidation',
  'deleveraging',
  'thin-book',
  'delisting',
] as const;
export type WorldHappening = (typeof worldHappenings)[number];

/** What a user stream may do to a message: lose it, tell it twice, tell it after others, or tell nothing any more for a while. */
export const streamFaults = ['lose', 'duplicate', 'late', 'silent'] as const;
export type StreamFault = (typeof streamFaults)[number];

export type FaultName =
  | `wire ${VenueFault}`
  | `front ${Front}`
  | `call ${CallFault}`
  | `redis ${(typeof redisFaults)[number]}`
  | `world ${WorldHappening}`
  | `stream ${StreamFault}`
  | 'database set-back';

/** All of them. */
export const faultNames: readonly FaultName[] = [
  ...venueFaults.map((name) => `wire ${name}` as const),
  ...fronts.map((name) => `front ${name}` as const),
  ...callFaults.map((name) => `call ${name}` as const),
  ...redisFaults.map((name) => `redis ${name}` as const),
  ...worldHappenings.map((name) => `world ${name}` as const),
  ...streamFaults.map((name) => `stream ${name}` as const),
  'database set-back',
];
