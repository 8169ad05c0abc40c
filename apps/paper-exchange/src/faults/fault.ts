import { z } from 'zod';

/** Listings that can lag behind, each on its own. */
export const readableLists = ['orders', 'conditional-orders', 'positions', 'trades'] as const;
export type ReadableList = (typeof readableLists)[number];

/**
 * Every lie the server can tell, by the point of the pipeline at which it is told:
 *
 *   arrival                 delay-request, drop-request, reset-connection
 *   after authentication    refuse
 *   while the model acts    lag
 *   after the model acted   drop-reply, unknown-reply, timeout-reply
 *   before the reply        delay-reply, empty-list, empty-reply, empty-object, html-reply, truncate-reply,
 *                           cut-reply, stall-reply
 */
export const faultKinds = [
  'delay-request',
  'drop-request',
  'reset-connection',
  'refuse',
  'lag',
  'drop-reply',
  'unknown-reply',
  'timeout-reply',
  'delay-reply',
  'empty-list',
  'empty-reply',
  'empty-object',
  'html-reply',
  'truncate-reply',
  'cut-reply',
  'stall-reply',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What the admin API accepts. Fields that are absent match everything. */
export const faultSchema = z
  .strictObject({
    id: z.string().min(1).optional(),
    kind: z.enum(faultKinds),
    match: z
      .strictObject({
        method: z.string().optional(),
        path: z.string().optional(),
        symbol: z.string().optional(),
        account: z.string().optional(),
        clientOrderIdPrefix: z.string().optional(),
      })
      .default({}),
    nth: z.int().min(1).default(1),
    times: z.int().min(1).optional(),
    delayMs: z.int().min(0).optional(),
    lists: z.array(z.enum(readableLists)).min(1).optional(),
    code: z.int().optional(),
    httpStatus: z.int().min(200).max(599).optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
  })
  .refine((fault) => fault.kind !== 'refuse' || fault.code !== undefined, { error: 'refuse needs a code', path: ['code'] })
  .refine((fault) => !['delay-request', 'delay-reply', 'lag'].includes(fault.kind) || fault.delayMs !== undefined, {
    error: 'this kind needs delayMs',
    path: ['delayMs'],
  });

export type FaultRequest = z.infer<typeof faultSchema>;

/** A fault in force. It fires on the `nth` matching request and the following ones, `times` in all. */
export interface Fault extends FaultRequest {
  readonly id: string;
  /** Infinite unless given for `lag`, which describes a state of the venue rather than one mishap; else 1. */
  readonly timesLeft: number;
  /** Matching requests seen. */
  readonly seen: number;
  /** Requests that it fired on. */
  readonly fired: number;
}
