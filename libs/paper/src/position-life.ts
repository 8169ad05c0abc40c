/**
 * Bare time, measured where it cannot be argued about: at the exchange, in the exchange's own time.
 *
 * A life runs from the moment a position opens until it is flat (or turns to the other side). It is bare while the
 * valid stops that rest for it do not cover its whole size. The fleet is judged by these figures, so nothing of the
 * fleet is used to compute them.
 */
import { type Account, openLedger } from './account.ts';
import { zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readOpenConditionalOrders, readPosition } from './ledger.ts';
import type { ConditionalOrder } from './order.ts';
import { type Leg, type Position, findClosingSide } from './position.ts';

export interface BareInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PositionLife {
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: 'long' | 'short';
  readonly openedAtMs: number;
  /** When a valid stop covered the whole position for the first time. */
  protectedAtMs: number | null;
  closedAtMs: number | null;
  /** Start of the bare interval that is still running. */
  bareSinceMs: number | null;
  readonly bareIntervals: BareInterval[];
}

/**
 * Whether a conditional order can only make this position smaller, at any price, and does so when the price goes against it. In hedge
 * mode the leg itself makes an order of the closing side reduce-only.
 */
export function isValidStop(order: ConditionalOrder, position: Position): boolean {
  return (
    (order.type === 'stop-market' || (order.trail !== null && order.trail.extremePrice !== null)) &&
    order.leg === position.leg &&
    order.side === findClosingSide(position) &&
    (order.reduceOnly || order.closePosition || order.leg !== 'net')
  );
}

/** Whether the given open conditional orders together cover the whole position. A flat position needs no cover. */
export function isCovered(position: Position, orders: readonly ConditionalOrder[]): boolean {
  let covered = zero;
  for (const order of orders) {
    if (!isValidStop(order, position)) continue;
    if (order.quantity === null) return true;
    covered = covered.plus(order.quantity);
  }
  return covered.gte(position.quantity.abs());
}

/** Milliseconds for which the position has been bare so far, the running interval included. */
export function measureBareMs(life: PositionLife, nowMs: number): number {
  const ended = life.bareIntervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return life.bareSinceMs === null ? ended : ended + nowMs - life.bareSinceMs;
}

/** Ends the running bare interval, if any. */
function endBareInterval(life: PositionLife, nowMs: number): void {
  if (life.bareSinceMs === null) return;
  if (nowMs > life.bareSinceMs) life.bareIntervals.push({ fromMs: life.bareSinceMs, toMs: nowMs });
  life.bareSinceMs = null;
}

/** The newest life of each leg, because an account may have lived through very many. Derived from its list of lives. */
const newestLives = new WeakMap<Account, Map<string, PositionLife>>();

/** The newest life of every leg of an account, by symbol and leg. */
function indexLives(account: Account): Map<string, PositionLife> {
  const known = newestLives.get(account);
  if (known !== undefined) return known;
  const index = new Map(account.lives.map((life) => [`${life.symbol} ${life.leg}`, life]));
  newestLives.set(account, index);
  return index;
}

/** The newest life of a leg, over or not; `undefined` if it was never open. */
export function findNewestLife(account: Account, symbol: string, leg: Leg): PositionLife | undefined {
  return indexLives(account).get(`${symbol} ${leg}`);
}

/** Brings the lives of one symbol up to date. Called after every change of a position or of its conditional orders. */
export function updateLives(exchange: PaperExchange, account: Account, symbol: string): void {
  const nowMs = exchange.clock.nowMs();
  const ledger = openLedger(account, symbol);
  for (const leg of ledger.positions.keys()) {
    const position = readPosition(account, symbol, leg);
    const side = position.quantity.gt(zero) ? 'long' : position.quantity.lt(zero) ? 'short' : null;
    let life = findNewestLife(account, symbol, leg);
    if (life !== undefined && life.closedAtMs === null && life.side !== side) {
      endBareInterval(life, nowMs);
      life.closedAtMs = nowMs;
    }
    if (side === null) continue;
    if (life === undefined || life.closedAtMs !== null) {
      life = { symbol, leg, side, openedAtMs: nowMs, protectedAtMs: null, closedAtMs: null, bareSinceMs: nowMs, bareIntervals: [] };
      account.lives.push(life);
      indexLives(account).set(`${symbol} ${leg}`, life);
    }
    if (isCovered(position, readOpenConditionalOrders(ledger))) {
      life.protectedAtMs ??= nowMs;
      endBareInterval(life, nowMs);
    } else {
      life.bareSinceMs ??= nowMs;
    }
  }
}
