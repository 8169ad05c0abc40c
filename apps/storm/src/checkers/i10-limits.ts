import { type Decimal, decimal, isLive, sumOf, ZERO } from '@breakwater/core';
import { readPosition } from '@breakwater/paper';
import { arePutBack } from '../memory/recovery/identity.ts';
import type { PositionRow, SignalRow } from '../memory/memory-books.ts';
import { readOthersActedAtMs } from '../world/world.ts';
import { type Checker, legsOf, type Scene } from './checker.ts';

const DAY_MS = 86_400_000;
/** How much dearer than planned entries may fill: the price may run away between the look and the fill. */
const SLIPPAGE = decimal('1.3');

/** I10: a limit is never exceeded: positions, exposure and loss of an account, of an exchange and of the fleet, entries of a wave, in all and at an exchange. */
export function limitsHold(): Checker {
  const seen = new Set<string>();
  return {
    promise: 'I10',
    afterAct(scene) {
      const { books } = scene;
      for (const row of books.positions.values()) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        // What others open is taken into the books whatever the limit says; only our own entries are held to it.
        if (row.origin !== 'signal') continue;
        const found = judgeCount(scene) ?? judgeExposure(scene, row) ?? judgeLoss(scene, row);
        if (found !== null) return `an entry into ${row.keyText} ${found}`;
      }
      return judgeWaves(scene) ?? judgeVenue(scene);
    },
  };
}

/** A storm has one account, so the limits of the account, its exchange and the fleet all count the same rows. */
function mostPositions({ rules: { account, limits } }: Scene): number {
  return Math.min(account.positionsMax, limits?.positionsMax ?? Infinity, limits?.exchanges?.[account.key.exchange]?.positionsMax ?? Infinity);
}

function mostExposure({ rules: { account, limits } }: Scene): Decimal | null {
  const all = [account.limits?.exposureMax, limits?.exposureMax, limits?.exchanges?.[account.key.exchange]?.exposureMax].filter((most) => most !== null && most !== undefined);
  return all.reduce<Decimal | null>((least, most) => (least === null || most.lt(least) ? most : least), null);
}

function judgeCount(scene: Scene): string | null {
  const live = [...scene.books.positions.values()].filter(({ status }) => isLive(status)).length;
  const most = mostPositions(scene);
  return live > most ? `made ${live} live positions where ${most} are allowed` : null;
}

function judgeExposure(scene: Scene, entered: PositionRow): string | null {
  const live = [...scene.books.positions.values()].filter(({ status }) => isLive(status));
  const symbolMost = scene.rules.account.limits?.symbolExposureMax ?? null;
  return weigh(scene, 'the account', live, mostExposure(scene)) ?? weigh(scene, entered.keyText, live.filter(({ keyText }) => keyText === entered.keyText), symbolMost);
}

function weigh({ books }: Scene, whose: string, rows: readonly PositionRow[], most: Decimal | null): string | null {
  if (most === null) return null;
  const worth = rows.map((row) => {
    const held = row.entryPrice === null ? null : row.quantity.times(row.entryPrice);
    const entry = [...books.orders.values()].find(({ positionId, role }) => positionId === row.id && role === 'entry');
    const mayFill = entry !== undefined && ['planned', 'resting', 'triggered'].includes(entry.status);
    return held === null || (mayFill && row.plannedNotional?.gt(held)) ? row.plannedNotional : held;
  });
  if (worth.includes(null)) return `was let in although the exposure of ${whose} cannot be computed`;
  const sum = sumOf(worth.filter((one) => one !== null));
  return sum.gt(most) ? `made the exposure of ${whose} ${sum.toFixed()} where ${most.toFixed()} is allowed` : null;
}

function judgeLoss({ books, rules, nowMs }: Scene, entered: PositionRow): string | null {
  const most = rules.account.limits?.dailyLossMax ?? null;
  if (most === null) return null;
  const sinceMs = Math.floor(nowMs() / DAY_MS) * DAY_MS;
  let loss = ZERO;
  for (const row of books.positions.values()) {
    if (row.closedAtMs === null || row.closedAtMs < sinceMs || row.closeReason === 'duplicate') continue;
    const isHeard = [...books.pages.values()].some(({ subject, acknowledgedAtMs }) => subject === `realised-loss-unknown.${row.id}` && acknowledgedAtMs !== null);
    if (row.realisedPnl === null && !isHeard) return `was let in although the result of ${row.id} is not known, which was closed today`;
    loss = loss.minus(row.realisedPnl ?? ZERO);
  }
  for (const fill of books.fills.values()) {
    const row = books.positions.get(books.orders.get(fill.orderId)?.positionId ?? '');
    if (row === undefined || row.id === entered.id) continue;
    if (fill.atMs < sinceMs) {
      // What the earlier parts of a position that closed today made belongs to their days.
      if (row.closedAtMs !== null && row.closedAtMs >= sinceMs && row.closeReason !== 'duplicate' && row.realisedPnl !== null) loss = loss.plus(fill.realisedPnl);
      continue;
    }
    loss = loss.plus(fill.fee).minus(isLive(row.status) ? fill.realisedPnl : ZERO);
  }
  return loss.gte(most) ? `was let in after a loss of ${loss.toFixed()} where the day's limit is ${most.toFixed()}` : null;
}

function judgeWaves({ books, setBack }: Scene): string | null {
  // Of two that were entered one after the other, books that were put back may know the first alone, and not what became of it.
  if (arePutBack(books)) return null;
  // What was opened before the books were put back takes a place of the wave in which its signal is delivered again, but nobody's who had one by then.
  const putBackAtMs = setBack()?.atMs ?? null;
  const isOfBefore = ({ waveId, id }: SignalRow): boolean =>
    putBackAtMs !== null && books.waves.get(waveId)!.receivedAtMs >= putBackAtMs && [...books.positions.values()].some((row) => row.signalId === id && (row.firstFillAtMs ?? Infinity) < putBackAtMs);
  const held = new Set<string | null>();
  for (const { signalId, status } of books.positions.values()) if (isLive(status)) held.add(signalId);
  const opened = new Map<string, string[]>();
  for (const signal of books.signals.values()) {
    const { id, outcome, waveId, key } = signal;
    // What was given up and is held for a late fill may be a position at any moment.
    if ((outcome !== 'opened' && !held.has(id)) || isOfBefore(signal)) continue;
    const exchanges = opened.get(waveId);
    if (exchanges === undefined) opened.set(waveId, [key.exchange]);
    else exchanges.push(key.exchange);
  }
  for (const [id, exchanges] of opened) {
    const { open, openPerExchange } = books.waves.get(id)!.policy;
    if (exchanges.length > open) return `wave ${id} opened, or may come to have opened, ${exchanges.length} positions where ${open} are allowed`;
    for (const [exchange, most] of Object.entries(openPerExchange ?? {})) {
      const there = exchanges.filter((one) => one === exchange).length;
      if (most !== undefined && there > most) return `wave ${id} opened, or may come to have opened, ${there} positions at ${exchange} where ${most} are allowed`;
    }
  }
  return null;
}

/** At the exchange: what nobody but the fleet ever touched there was opened by its entries, whatever the books say of it. */
function judgeVenue(scene: Scene): string | null {
  const { world } = scene;
  const own = legsOf(scene)
    .filter(({ symbol, leg }) => readOthersActedAtMs(world, symbol, leg) === 0)
    .map(({ symbol, leg }) => readPosition(world.account, symbol, leg))
    .filter(({ quantity }) => !quantity.eq('0'));
  const most = mostPositions(scene);
  if (own.length > most) return `the exchange holds ${own.length} positions that our entries opened, where ${most} are allowed`;
  const mostWorth = mostExposure(scene);
  const worth = sumOf(own.map(({ quantity, entryPrice }) => decimal(quantity.abs().times(entryPrice).toFixed())));
  if (mostWorth === null || worth.lte(mostWorth.times(SLIPPAGE))) return null;
  return `the exchange holds ${worth.toFixed()} that our entries bought or sold, where ${mostWorth.toFixed()} is allowed`;
}
