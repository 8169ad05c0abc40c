import { type ExchangeId, type Leg, LEGS } from './key.ts';
import type { PositionSide } from './order.ts';
import type { StopPlace } from './stop-plan.ts';
import { Fault, type Fields, optional, readAccount, readChoice, readExchange, readFraction, readNeeded, readPositive, readStop, readText } from './wave-fields.ts';
import type { ExitAction } from './wish.ts';

/** One wish to get out of a position, or to move its stop, as its sender wrote it. */
export interface WaveFileExit {
  readonly index: number;
  readonly externalId: string;
  readonly action: ExitAction;
  readonly exchange: ExchangeId;
  readonly account: string | null;
  readonly symbol: string;
  /** null: whichever our row is on. */
  readonly leg: Leg | null;
  readonly side: PositionSide | null;
  /** Decimal strings; of `reduce`, one of them. */
  readonly quantity: string | null;
  readonly fraction: string | null;
  /** Of `set_stop`. */
  readonly stop: StopPlace | null;
  readonly mayLoosen: boolean;
}

/** What a signal that exits may hold, by what it does. */
export const EXIT_FIELDS: Readonly<Record<ExitAction, readonly string[]>> = {
  close: ['id', 'action', 'exchange', 'account', 'symbol', 'side', 'leg'],
  reduce: ['id', 'action', 'exchange', 'account', 'symbol', 'side', 'leg', 'quantity', 'fraction'],
  set_stop: ['id', 'action', 'exchange', 'account', 'symbol', 'side', 'leg', 'stop', 'mayLoosen'],
};

/** A signal that exits; throws a fault for what is wrong with it. */
export function readExit(signal: Fields, index: number, externalId: string, action: ExitAction): WaveFileExit {
  const quantity = optional(signal, 'quantity', readPositive);
  const fraction = optional(signal, 'fraction', readFraction);
  if (action === 'reduce' && (quantity === null) === (fraction === null)) throw new Fault('', 'must hold either "quantity" or "fraction"');
  const { mayLoosen } = signal;
  if (mayLoosen !== undefined && mayLoosen !== null && typeof mayLoosen !== 'boolean') throw new Fault('mayLoosen', 'must be true or false');
  const side = optional(signal, 'side', (fields, name) => readChoice(fields, name, ['long', 'short']));
  const leg = optional(signal, 'leg', (fields, name) => readChoice(fields, name, LEGS));
  if (side !== null && leg !== null && leg !== 'net' && leg !== side) throw new Fault('leg', `is ${leg}, and the side is ${side}`);
  return {
    index,
    externalId,
    action,
    exchange: readExchange(signal),
    account: optional(signal, 'account', readAccount),
    symbol: readText(signal, 'symbol'),
    leg,
    side,
    quantity,
    fraction,
    stop: action === 'set_stop' ? readNeeded(signal, 'stop', readStop) : null,
    mayLoosen: mayLoosen === true,
  };
}
