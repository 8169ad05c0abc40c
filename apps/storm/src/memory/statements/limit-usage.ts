import { type Decimal, decimal, decimalText, isLive, type LimitName, type LimitReached, type NewPosition, sumOf, ZERO } from '@breakwater/core';
import { hasLiveRow, utcDayOf } from '../look-up.ts';
import type { AccountRow, MemoryBooks, PositionRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** What an entry is measured by; null: cannot be computed. */
type Measured = Readonly<Record<LimitName, { readonly would: Decimal | null; readonly most: Decimal | null }>>;

/** The first limit that an entry would pass, and the results whose absence keeps a loss from being computed (limits.ts of libs/db). */
export function findLimitReached(session: Session, account: AccountRow, symbol: string, entry: NewPosition, nowMs: number): { readonly limit: LimitReached; readonly unknown: readonly PositionRow[] } | null {
  const { books, guards } = session;
  if (!guards.slotFree(account)) return { limit: reached('account_positions', decimal(String(account.livePositions + 1)), decimal(String(account.positionsMax))), unknown: [] };
  const unknown = unknownResults(session, account, utcDayOf(nowMs).beganAtMs);
  for (const [name, { would, most }] of Object.entries(measure(session, account, symbol, entry, nowMs, unknown)) as [LimitName, Measured[LimitName]][]) {
    if (most !== null && !guards.withinLimit(name, would, most)) return { limit: reached(name, would, most), unknown: name === 'daily_loss' && would === null ? unknown : [] };
  }
  return null;

  function reached(name: LimitName, would: Decimal | null, most: Decimal): LimitReached {
    return { name, would: would === null ? null : decimalText(would), most: decimalText(most) };
  }

  function measure({ guards: { exposureOf } }: Session, { exchange, account: accountName, ...own }: AccountRow, of: string, { signalId, plannedNotional }: NewPosition, atMs: number, without: readonly PositionRow[]): Omit<Measured, 'account_positions'> {
    const live = [...books.positions.values()].filter((row) => isLive(row.status));
    const atExchange = live.filter((row) => row.key.exchange === exchange);
    const onAccount = atExchange.filter((row) => row.key.account === accountName);
    const [ofExchange, ofFleet] = [books.fleetLimits.get(exchange), books.fleetLimits.get('fleet')];
    const counted = (rows: readonly PositionRow[], most: number | null | undefined) => ({ would: decimal(String(rows.length + 1)), most: toLimit(most) });
    const weighed = (rows: readonly PositionRow[], most: Decimal | null | undefined) => ({ would: sumKnown([...rows.map((row) => exposureOf(row, isFilling(books, row))), plannedNotional ?? null]), most: most ?? null });
    const wave = signalId === null ? undefined : books.waves.get(books.signals.get(signalId)?.waveId ?? '');
    return {
      exchange_positions: counted(atExchange, ofExchange?.positionsMax),
      fleet_positions: counted(live, ofFleet?.positionsMax),
      wave_positions: { would: decimal(String(placesHeld(session, wave?.id, signalId) + 1)), most: toLimit(wave?.policy.open) },
      symbol_exposure: weighed(onAccount.filter((row) => row.key.symbol === of), own.symbolExposureMax),
      account_exposure: weighed(onAccount, own.exposureMax),
      exchange_exposure: weighed(atExchange, ofExchange?.exposureMax),
      fleet_exposure: weighed(live, ofFleet?.exposureMax),
      daily_loss: { would: without.length > 0 ? null : realisedLoss(books, { exchange, account: accountName }, utcDayOf(atMs).beganAtMs), most: own.dailyLossMax },
    };
  }
}

const toLimit = (count: number | null | undefined): Decimal | null => (count === null || count === undefined ? null : decimal(String(count)));

/** The sum, if all of it is known. */
function sumKnown(amounts: readonly (Decimal | null)[]): Decimal | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === amounts.length ? sumOf(known) : null;
}

/** Whether the row's entry may still fill. */
function isFilling(books: MemoryBooks, row: PositionRow): boolean {
  for (const order of books.orders.values()) {
    if (order.positionId === row.id && order.role === 'entry' && (order.status === 'planned' || order.status === 'resting' || order.status === 'triggered')) return true;
  }
  return false;
}

/** How many of a wave's places other signals hold. */
function placesHeld({ books, guards }: Session, waveId: string | undefined, signalId: string | null): number {
  let count = 0;
  for (const signal of books.signals.values()) {
    if (signal.waveId !== waveId || signal.id === signalId) continue;
    if (guards.holdsPlace(signal.outcome, hasLiveRow(books, signal.id))) count += 1;
  }
  return count;
}

type Account = Pick<AccountRow, 'exchange' | 'account'>;
const isOf = ({ key }: PositionRow, { exchange, account }: Account): boolean => key.exchange === exchange && key.account === account;
const endedSince = (row: PositionRow, sinceMs: number): boolean => row.closedAtMs !== null && row.closedAtMs >= sinceMs;

function unknownResults({ books, guards }: Session, account: Account, sinceMs: number): PositionRow[] {
  const heard = new Set([...books.pages.values()].flatMap((page) => (page.acknowledgedAtMs === null ? [] : [page.subject])));
  return [...books.positions.values()].filter((row) => isOf(row, account) && endedSince(row, sinceMs) && guards.resultIsUnknown(row) && !heard.has(unknownResultSubject(row)));
}

/** The page about a closed position whose result is not known. */
export function unknownResultSubject({ id }: PositionRow): string {
  return `realised-loss-unknown.${id}`;
}

/** What was lost on an account since an instant, as `realised_loss` in the migration has it. */
function realisedLoss(books: MemoryBooks, account: Account, sinceMs: number): Decimal {
  let loss = ZERO;
  for (const row of books.positions.values()) {
    if (!isOf(row, account)) continue;
    const isEnded = endedSince(row, sinceMs);
    if (isEnded) loss = loss.minus(row.realisedPnl ?? ZERO);
    if (!isLive(row.status) && !isEnded) continue;
    for (const fill of books.fills.values()) {
      if (books.orders.get(fill.orderId)?.positionId !== row.id) continue;
      // A row's result is that of its whole life: what its earlier parts made belongs to their days.
      if (fill.atMs < sinceMs) {
        if (isEnded && row.realisedPnl !== null) loss = loss.plus(fill.realisedPnl);
        continue;
      }
      if (!isEnded) loss = loss.minus(fill.realisedPnl);
      if (fill.feeAsset === 'USDT' || fill.feeAsset === 'USDC') loss = loss.plus(fill.fee);
    }
  }
  return loss;
}
