import type { Leg, MarginMode, OrderSide, TriggerType } from '@breakwater/core';
import type { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

/** Words that orders, positions and executions share. Source: Bybit v5, "Enums Definitions". */
export const SIDES: Readonly<Record<string, OrderSide>> = { Buy: 'buy', Sell: 'sell' };
export const SIDE_WORDS: Readonly<Record<OrderSide, string>> = { buy: 'Buy', sell: 'Sell' };
export const TRIGGER_WORDS: Readonly<Record<TriggerType, string>> = { last: 'LastPrice', mark: 'MarkPrice' };
export const MARGIN_MODES: Readonly<Record<string, MarginMode>> = { REGULAR_MARGIN: 'cross', ISOLATED_MARGIN: 'isolated' };
export const MARGIN_MODE_WORDS: Readonly<Record<MarginMode, string>> = { cross: 'REGULAR_MARGIN', isolated: 'ISOLATED_MARGIN' };
export const POSITION_INDEXES: Readonly<Record<Leg, number>> = { net: 0, long: 1, short: 2 };

const LEGS: readonly Leg[] = ['net', 'long', 'short'];

/** The leg that a row is about. Throws `Unreadable` for an index that Bybit does not have. */
export function readLeg(row: Row): Leg {
  const leg = LEGS[row.integer('positionIdx')];
  if (leg === undefined) throw new Unreadable(`position index ${row.integer('positionIdx')}`);
  return leg;
}
