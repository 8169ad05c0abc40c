import type pg from 'pg';
import type { ExchangeId } from '@breakwater/core';
import type { PaperAccount } from '../world/hand.ts';
import { type Breach, ownId } from './violation.ts';
import type { Executed, JournalWatch } from './watch-journal.ts';

/** Clocks of one machine, each cut to milliseconds. */
const roundingMs = 2;

/** A request as it was committed; all times in milliseconds. */
export interface IntentRow {
  readonly symbol: string;
  readonly epoch: string;
  readonly kind: string;
  readonly client_order_id: string | null;
  readonly signed_ms: string;
  readonly created_ms: string;
  readonly expires_ms: string;
}

/** I2: nothing of ours was executed twice, and no signal led to two entries. */
export async function judgeEntries(books: pg.Pool, exchange: ExchangeId, account: PaperAccount): Promise<Breach[]> {
  const violations: Breach[] = [];
  for (const { symbol, clientOrderId, orderIds } of account.duplicateExecutions) {
    if (ownId.test(clientOrderId)) violations.push({ promise: 'I2', symbol, said: `${clientOrderId} was executed ${orderIds.length} times (orders ${orderIds.join(', ')})` });
  }
  const { rows } = await books.query<{ client_order_id: string; signal_id: string | null }>(
    `select o.client_order_id, p.signal_id from "order" o left join "position" p on p.id = o.position_id where o.role = 'entry' and o.exchange::text = $1`,
    [exchange],
  );
  const signals = new Map(rows.map((row) => [row.client_order_id, row.signal_id]));
  const entered = new Map<string, string>();
  for (const { symbol, clientOrderId, orderId, time: atMs } of account.acceptedEntries) {
    if (ownId.exec(clientOrderId)?.[1] !== 'e') continue;
    const signal = signals.get(clientOrderId);
    if (signal == null) violations.push({ promise: 'I2', symbol, said: `the exchange accepted entry ${clientOrderId}, which no signal of the books explains`, atMs });
    const before = entered.get(signal ?? clientOrderId);
    if (before !== undefined) violations.push({ promise: 'I2', symbol, said: `signal ${signal} led to two accepted entries, ${before} and order ${orderId}`, atMs });
    entered.set(signal ?? clientOrderId, `order ${orderId}`);
  }
  return violations;
}

/** I3: what was meant to reduce never added; whatever took effect had an intent, unexpired, and no newer holder had begun. I11: what is foreign was not cancelled. */
export async function judgeRequests(books: pg.Pool, exchange: ExchangeId, account: PaperAccount, { executed }: JournalWatch): Promise<Breach[]> {
  const violations: Breach[] = account.unintendedIncreases
    .filter(({ clientOrderId }) => ['s', 'x'].includes(ownId.exec(clientOrderId)?.[1] ?? ''))
    .map(({ symbol, clientOrderId, quantity, time }) => ({ promise: 'I3', symbol, said: `${clientOrderId} was no entry and added ${quantity} to the position`, atMs: time }));
  const intents = `
    select i.symbol, i.epoch::text, i.kind::text, o.client_order_id, round(extract(epoch from i.signed_at) * 1000)::text as signed_ms,
           round(extract(epoch from i.created_at) * 1000)::text as created_ms, round(extract(epoch from i.expires_at) * 1000)::text as expires_ms
      from intent i left join "order" o on o.id = i.order_id where i.exchange::text = $1`;
  const { rows } = await books.query<IntentRow>(intents, [exchange]);
  const bySymbol = Map.groupBy(rows, ({ symbol }) => symbol);
  for (const request of executed) {
    const said = judgeRequest(request, bySymbol.get(request.symbol) ?? []);
    if (said !== null) violations.push({ promise: 'I3', symbol: request.symbol, said, atMs: request.atMs });
    if (request.isCancel && !ownId.test(request.clientOrderId ?? '')) {
      violations.push({ promise: 'I11', symbol: request.symbol, said: `${request.clientOrderId ?? 'an order'} is not ours and was cancelled`, atMs: request.atMs });
    }
  }
  return violations;
}

/** What is wrong with one executed request, given all intents of its symbol; null if nothing is. */
export function judgeRequest(request: Executed, intents: readonly IntentRow[]): string | null {
  const what = `${request.method} ${request.path} ${request.clientOrderId ?? ''}`.trim();
  const intent = intents.find((one) => Number(one.signed_ms) === request.signedAtMs && isOf(one, request));
  if (intent === undefined) return `${what} took effect without an intent that was signed at ${request.signedAtMs}`;
  const lateMs = request.atMs - Number(intent.expires_ms);
  if (lateMs > roundingMs) return `${what} took effect ${lateMs} ms after its intent had expired`;
  const newer = intents.find((one) => BigInt(one.epoch) > BigInt(intent.epoch) && Number(one.created_ms) + roundingMs < request.atMs);
  return newer === undefined ? null : `${what} of epoch ${intent.epoch} took effect after the holder of epoch ${newer.epoch} had begun to act`;
}

/** Whether an intent announces such a request. What takes away what an entry brought along names no order, and its intent names the entry. */
function isOf({ kind, client_order_id: clientOrderId }: IntentRow, request: Executed): boolean {
  if (kind === 'position_stop' || request.isClearing) return kind === 'position_stop' && request.isClearing;
  return clientOrderId === request.clientOrderId && (kind === 'cancel') === request.isCancel;
}
