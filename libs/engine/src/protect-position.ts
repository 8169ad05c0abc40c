import { isLive, type PositionRecord, type KeyRecords, nextGeneration, stopOrder, stopPrice, type SymbolKey, type Verdict } from '@breakwater/core';
import { type HeldKey, holdKeyAtOnce } from './hold-key.ts';
import { lookFor } from './look-for.ts';
import { mendKey } from './mend-key.ts';
import { findMarket } from './find-market.ts';
import type { Ports } from './ports.ts';
import { sendIntent } from './send-intent.ts';
import { orSetAside } from './set-aside.ts';

/** A position whose fill is younger than this gets its first stop on the evidence of that fill alone. */
const FRESH_MS = 10_000;

/**
 * Protects the positions of one key (I4, I5).
 *
 * The first stop of a fresh position is placed at once, on the fill that was just booked: it can only reduce, so being
 * wrong about the rest costs nothing, while looking first costs time without a stop. Then, and any other time, the
 * exchange is read and everything about the key is put right, stop first.
 */
export async function protectPosition(anyPorts: Ports, key: SymbolKey): Promise<Verdict> {
  const ports = lookFor(anyPorts, 'protection');
  return holdKeyAtOnce(ports, key, orSetAside(ports, 'protecting', async (held) => {
    await placeFirstStop(ports, held);
    return mendKey(ports, held);
  }));
}

async function placeFirstStop(ports: Ports, held: HeldKey): Promise<void> {
  const exchange = ports.exchange(held.key);
  const signedAtMs = exchange.nowMs();
  const records = await ports.store.readKey(held.key);
  const position = records.positions.find((row) => isFreshAndBare(row, records, signedAtMs));
  const market = position === undefined ? null : await findMarket(exchange, held.key.symbol);
  if (position === undefined || market === null || position.entryPrice === null) return;
  const triggerPrice = stopPrice(position.side, position.entryPrice, position.stopRule, market);
  // No price, or none that can work: the audit that follows decides with the market in view.
  if (triggerPrice === null) return;
  const placed = stopOrder(
    held.key,
    position,
    { quantity: position.quantity, triggerPrice, triggerType: ports.rules(held.key).stopTrigger, generation: nextGeneration(records, position.id, 'stop') },
    ports.deployment,
  );
  await sendIntent(ports, held, {
    ...placed,
    newPosition: null,
    position,
    cancelsOrderId: null,
    closesPositionId: null,
    signedAtMs,
    evidence: 'E1',
    why: 'the entry has just filled',
    mayBreakQuiet: true,
    mayCancelNewest: false,
    releaseWhenAccepted: false,
  });
}

function isFreshAndBare(row: PositionRecord, records: KeyRecords, nowMs: number): boolean {
  return (
    isLive(row.status) &&
    row.status === 'open' &&
    row.bareSinceMs !== null &&
    row.firstFillAtMs !== null &&
    nowMs - row.firstFillAtMs < FRESH_MS &&
    !records.orders.some((order) => order.positionId === row.id && order.role === 'stop')
  );
}
