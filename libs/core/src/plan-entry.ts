import { decimal, type Decimal, decimalText, floorTo, ZERO } from './decimal.ts';
import type { NewOrder, NewPage, NewPosition } from './facts.ts';
import { accountKeyText, entryLeg, type PositionMode, positionModeOf } from './key.ts';
import { type Market, whyNotTradable, worstPrice } from './market.ts';
import { isReportOf, isTerminal, type TriggerType } from './order.ts';
import { entryOrder, positionIdOf } from './own-orders.ts';
import { isLive } from './position.ts';
import type { MarginMode, Request } from './request.ts';
import type { SignalOutcome, SignalRecord } from './signal.ts';
import type { StopRule } from './stop-plan.ts';
import { isBeyond, stopPrice } from './stop-price.ts';
import type { KeyRecords, KeyView, SymbolSettings } from './views.ts';
import { concerns } from './wish.ts';

/** What to do about a signal that the wave worker selected. */
export type EntryPlan =
  | { readonly type: 'skip'; readonly outcome: Extract<SignalOutcome, 'skipped_duplicate' | 'skipped_filter' | 'skipped_limit' | 'failed'>; readonly reason: string; readonly caughtBy?: DuplicateCatcher; readonly page?: NewPage }
  /** A setting differs from the plan: send this first, then look again. Fail closed. */
  | { readonly type: 'configure'; readonly request: Request; readonly why: string }
  /** `stopPrice`: where its stop would lie if it filled at the mark price. */
  | { readonly type: 'place'; readonly request: Request; readonly newPosition: NewPosition; readonly newOrder: NewOrder; readonly stopPrice: Decimal }
  | { readonly type: 'wait'; readonly why: string; readonly forMs: number };

/**
 * Who caught a duplicate before it became an entry: the plan (a row was seen), the unique row of a signal that came again, the index on
 * live rows, or the exchange, which holds what no row knows.
 */
export type DuplicateCatcher = 'plan' | 'unique_row' | 'index' | 'exchange';

export interface EntryRules {
  readonly deployment: string;
  readonly marginMode: MarginMode;
  /** The stop of signals that name none. */
  readonly stop: StopRule;
  readonly mode: 'observe' | 'protect' | 'trade';
  /** As configured: what the exchange shows must agree with it. */
  readonly positionMode: PositionMode;
  /** How far from the last price an entry may trade, in percent of it; null: at market, wherever that is. */
  readonly entrySlippagePercentMax: string | null;
  /** The price by which a stop that the entry brings along triggers; null: it brings none. */
  readonly attachedStopTrigger: TriggerType | null;
}

/**
 * Whether a selected signal becomes an entry (I2, I3). Everything is checked against what was just read on both sides;
 * the limits are checked once more, and for good, in the statement that commits the intent (I10).
 */
export function planEntry(
  signal: SignalRecord,
  records: KeyRecords,
  view: KeyView,
  settings: SymbolSettings,
  market: Market,
  rules: EntryRules,
): EntryPlan {
  const skip = (outcome: 'skipped_duplicate' | 'skipped_filter' | 'skipped_limit' | 'failed', reason: string, caughtBy?: DuplicateCatcher): EntryPlan =>
    caughtBy === undefined ? { type: 'skip', outcome, reason } : { type: 'skip', outcome, reason, caughtBy };
  const own = records.positions.find((position) => position.signalId === signal.id && !isLive(position.status));
  if (own) return skip('failed', `its entry was sent before, as position ${own.id}, and is not sent again`);
  const live = records.positions.find((position) => isLive(position.status) && position.leg === signal.key.leg);
  // Its own row: the entry is under way, and whoever mends the key finds out what became of it. Asked before anything that
  // would end the signal: an entry that stands is not undone by a mode or an age.
  if (live?.signalId === signal.id) return { type: 'wait', why: `its own position ${live.id} is ${live.status}`, forMs: 1_000 };
  // What the records say of age and cool-down is of the signal that comes first on the key, by the policy of its wave: for another one, or
  // for one that was ended meanwhile, they say nothing. The next look begins with the one that they are about.
  if (records.signal?.id !== signal.id) return { type: 'wait', why: 'another signal comes first on the key by now', forMs: 0 };
  if (rules.mode !== 'trade') return skip('skipped_filter', `the account is in mode ${rules.mode}`);
  if (records.quarantineReason !== null) return skip('skipped_filter', `the symbol is quarantined: ${records.quarantineReason}`);
  // A signal may have waited since it was selected: for a switch, a worker that protects, a clock. Old prices are no reason to enter.
  if (records.signalExpiresAtMs !== null && records.signalExpiresAtMs <= records.nowMs) return skip('skipped_filter', "the signal is older than its wave's policy allows");
  if (records.cooldownUntilMs !== null && records.cooldownUntilMs > records.nowMs) {
    return skip('skipped_filter', `the symbol is cooling down for another ${Math.ceil((records.cooldownUntilMs - records.nowMs) / 1_000)} s`);
  }
  if (live) return skip('skipped_duplicate', `position ${live.id} is ${live.status} on this key`);
  const actual = positionModeOf(view.positions.map(({ leg }) => leg));
  if (actual !== null && actual !== rules.positionMode) return skipMisfit(signal, actual, rules.positionMode);
  // Taken in when the account was configured otherwise. No waiting mends that, nor is another leg what its sender was told.
  if (actual !== null && entryLeg(actual, signal.side) !== signal.key.leg) {
    return skip('skipped_filter', `the signal was taken in for leg ${signal.key.leg}, and the account is in ${actual} mode since`);
  }
  // What somebody wants out of is not entered before that is settled.
  if (records.wishes.some((wish) => concerns(wish, signal.key.leg, signal.side))) return { type: 'wait', why: 'a signal that exits is not settled yet', forMs: 1_000 };
  const report = view.positions.find((candidate) => candidate.leg === signal.key.leg);
  if (report === undefined) return { type: 'wait', why: `the exchange said nothing of leg ${signal.key.leg}`, forMs: 1_000 };
  if (!report.quantity.eq(ZERO)) return skip('skipped_duplicate', `the exchange holds ${decimalText(report.quantity)} on this key that no row knows`, 'exchange');
  // A leftover reduce-only stop could close the new position the moment it opens. Ours is cancelled by the next
  // reconciliation of the key; a foreign one is not ours to cancel (I11), and may rest for ever.
  const leftover = view.orders.find((order) => order.leg === signal.key.leg && order.kind !== 'limit');
  const isOurs = leftover !== undefined && records.orders.some((order) => !isTerminal(order.status) && isReportOf(leftover, order));
  if (leftover && !isOurs) return skip('skipped_filter', `a foreign order (${leftover.clientOrderId || leftover.exchangeOrderId}) could close the position`);
  if (leftover) return { type: 'wait', why: `order ${leftover.clientOrderId} of an earlier position still rests`, forMs: 1_000 };

  if (!view.markPrice.gt(ZERO)) return { type: 'wait', why: 'the exchange gives no mark price', forMs: 1_000 };
  if (signal.notional === null || signal.leverage === null) return skip('failed', 'the signal has no notional or leverage, and neither has its policy');
  const quantity = quantityFor(market, signal.notional, view.markPrice);
  const refusal = whyNotTradable(market, quantity, view.markPrice);
  if (refusal !== null) return skip('skipped_filter', refusal);
  const rule = signal.stopRule ?? rules.stop;
  const stop = stopPrice(signal.side, view.markPrice, rule, market);
  if (stop === null || isBeyond(signal.side, stop, view.markPrice)) {
    return skip('skipped_filter', `the stop ${JSON.stringify(rule)} is not on the losing side of ${decimalText(view.markPrice)}`);
  }
  const isSet = settings.marginMode === rules.marginMode && settings.leverage === signal.leverage;
  // Settings are the symbol's: they are never changed under a position of the other leg.
  if (!isSet && view.positions.some((candidate) => candidate.quantity.gt(ZERO))) {
    return skip('skipped_filter', `margin mode ${settings.marginMode} and leverage ${settings.leverage} differ from the plan, and the other leg holds a position`);
  }
  if (settings.marginMode !== rules.marginMode) {
    return { type: 'configure', why: `margin mode is ${settings.marginMode}`, request: { kind: 'margin_mode', symbol: signal.key.symbol, mode: rules.marginMode } };
  }
  if (settings.leverage !== signal.leverage) {
    return { type: 'configure', why: `leverage is ${settings.leverage}`, request: { kind: 'leverage', symbol: signal.key.symbol, leverage: signal.leverage } };
  }
  const { entrySlippagePercentMax: slippage } = rules;
  if (slippage !== null && !view.lastPrice.gt(ZERO)) return { type: 'wait', why: 'the exchange gives no last price', forMs: 1_000 };
  const priceLimit = slippage === null ? null : worstPrice(signal.side, view.lastPrice, decimal(slippage), market);
  if (priceLimit !== null && !priceLimit.gt(ZERO)) return skip('skipped_filter', `no price within ${slippage} percent of ${decimalText(view.lastPrice)} lies on the tick ${decimalText(market.tick)}`);
  // Where the stop belongs is known once the entry has filled. Until it rests there, one near it is better than none.
  const attachedStop = rules.attachedStopTrigger === null ? null : { triggerPrice: decimalText(stop), triggerType: rules.attachedStopTrigger };
  const entry = entryOrder(signal, quantity, rules.deployment, { priceLimit, attachedStop });
  return {
    type: 'place',
    ...entry,
    stopPrice: stop,
    newPosition: {
      id: positionIdOf(signal),
      leg: signal.key.leg,
      status: 'opening',
      origin: 'signal',
      signalId: signal.id,
      side: signal.side,
      quantity,
      entryPrice: null,
      stopRule: rule,
      firstFillAtMs: null,
      bareSinceMs: null,
      plannedNotional: quantity.times(view.markPrice),
    },
  };
}

/**
 * The account is not in the mode that it is configured for. No waiting mends that: a person set it, here or there, and hears of it, once
 * for the account.
 */
function skipMisfit({ key }: SignalRecord, actual: PositionMode, configured: PositionMode): EntryPlan {
  const reason = `the account is in ${actual} mode, and configured for ${configured}: \`breakwater check\` says what to do`;
  const page = { subject: `position-mode.${accountKeyText(key)}`, text: `${accountKeyText(key)} is in ${actual} mode, and configured for ${configured}: nothing is entered before they agree.` };
  return { type: 'skip', outcome: 'skipped_filter', reason, page };
}

/** The largest quantity on the market's step that costs no more than `notional`; exact, where a quotient would be rounded. */
function quantityFor(market: Market, notional: Decimal, price: Decimal): Decimal {
  return floorTo(notional, price.times(market.step)).div(price);
}

/** Reads a stop rule that came from outside; null when neither or both forms are given, or a number is not positive. */
export function toStopRule(value: { readonly percent?: string | undefined; readonly price?: string | undefined }): StopRule | null {
  const { percent, price } = value;
  if ((percent === undefined) === (price === undefined)) return null;
  const text = percent ?? price ?? '';
  try {
    if (!decimal(text).gt(ZERO)) return null;
  } catch {
    return null;
  }
  return percent === undefined ? { price: text } : { percent: text };
}
