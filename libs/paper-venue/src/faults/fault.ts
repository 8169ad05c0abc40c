import { z } from 'zod';

/** Listings that can lag behind, each on its own. */
export const readableLists = ['orders', 'conditional-orders', 'positions', 'trades'] as const;
export type ReadableList = (typeof readableLists)[number];

/**
 * Every lie the server can tell, by the point of the pipeline at which it is told:
 *
 *   arrival                 delay-request, drop-request, reset-connection, hang-request, clock-skew
 *   after authentication    refuse, overload, maintenance
 *   while the model acts    lag, hide, late-fill, silent-maintenance
 *   after the model acted   drop-reply, hang-reply, unknown-reply, timeout-reply, untrue-reply
 *   before the reply        delay-reply, empty-list, short-list, empty-reply, empty-object, html-reply,
 *                           truncate-reply, cut-reply, stall-reply
 *
 * and, in `streamFaultKinds`, those that user streams can tell.
 */
export const faultKinds = [
  'delay-request',
  'drop-request',
  'reset-connection',
  'hang-request',
  'clock-skew',
  'refuse',
  'overload',
  'maintenance',
  'lag',
  'hide',
  'late-fill',
  'silent-maintenance',
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
] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * What may go wrong with an event on its way to one client: lost, told twice, told after the next one, told late (and all
 * that comes after it, for a stream is one connection), never told although the connection lives, the connection closed
 * instead, the key that the stream lives on run out.
 */
export const streamFaultKinds = ['drop-event', 'duplicate-event', 'reorder-event', 'delay-event', 'silent-stream', 'close-stream', 'expire-key'] as const;
export type StreamFaultKind = (typeof streamFaultKinds)[number];

/** What the admin API accepts. Fields that are absent match everything. */
export const faultSchema = z
  .strictObject({
    id: z.string().min(1).optional(),
    kind: z.enum([...faultKinds, ...streamFaultKinds]),
    match: z
      .strictObject({
        venue: z.string().optional(),
        method: z.string().optional(),
        path: z.string().optional(),
        symbol: z.string().optional(),
        account: z.string().optional(),
        clientOrderIdPrefix: z.string().optional(),
        /** Of a stream: `ORDER_TRADE_UPDATE`, `order`. */
        event: z.string().optional(),
      })
      .default({}),
    nth: z.int().min(1).default(1),
    times: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).default(1),
    skewMs: z.int().min(-86_400_000).max(86_400_000).optional(),
    delayMs: z.int().min(0).optional(),
    /** How many rows a short list keeps, its first ones; half of them when absent. */
    rows: z.int().min(0).optional(),
    lists: z.array(z.enum(readableLists)).min(1).optional(),
    code: z.int().optional(),
    httpStatus: z.int().min(200).max(599).optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
    /** The whole answer as text, instead of the venue's own with code and message: a page of whatever stands before the venue. */
    body: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  })
  .refine((fault) => (fault.kind !== 'refuse' && fault.kind !== 'untrue-reply') || fault.code !== undefined || fault.body !== undefined, { error: 'this kind needs a code or a body', path: ['code'] })
  .refine((fault) => !['delay-request', 'delay-reply', 'delay-event', 'lag', 'hide', 'late-fill'].includes(fault.kind) || fault.delayMs !== undefined, {
    error: 'this kind needs delayMs',
    path: ['delayMs'],
  })
  .refine((fault) => fault.kind !== 'clock-skew' || fault.skewMs !== undefined, { error: 'clock-skew needs skewMs', path: ['skewMs'] });

/** Kinds that describe a state of the venue rather than one mishap: they last until they are removed. */
export const lastingKinds: ReadonlySet<string> = new Set<FaultKind | StreamFaultKind>(['lag', 'hide', 'clock-skew', 'overload', 'maintenance', 'silent-maintenance', 'silent-stream']);

export type FaultRequest = z.infer<typeof faultSchema>;

/** A fault in force. It fires on the `nth` matching request and the following ones, each with `probability`, `times` in all. */
export interface Fault extends FaultRequest {
  readonly id: string;
  /** Infinite unless given for the lasting kinds; else 1. */
  readonly timesLeft: number;
  /** Matching requests seen. */
  readonly seen: number;
  /** Requests that it fired on. */
  readonly fired: number;
}
