import { type Decimal, type EntryView, type KeyView, type OrderReport, type PositionMode, type PositionReport, ZERO } from '@breakwater/core';
import { assertAllLegs, ofSymbol, parseList } from '../read-list.ts';
import { Unreadable } from '../unreadable.ts';
import { parseAccountConfig } from './parse-account-config.ts';
import { parseAlgoOrder } from './parse-algo-order.ts';
import { parseOrder } from './parse-order.ts';
import { parsePosition } from './parse-position.ts';
import { parsePrice } from './parse-price.ts';
import { parsePositionSettings } from './parse-settings.ts';
import type { Session } from './session.ts';

/**
 * One symbol as Binance USD-M has it: every leg (v2 positions with a symbol tell flat ones too; v3 leaves them out), both
 * lists of open orders, prices. Four requests at once; one more when only the net leg is told of an account that is configured for hedge mode. Throws `Unreadable` when any of them does not answer in full.
 */
export async function readKey(session: Session, symbol: string, configured?: PositionMode): Promise<KeyView> {
  return (await look(session, symbol, configured)).view;
}

/** The same at the same weight: v2 positions tell leverage and margin mode as well. Throws `Unreadable` for rows that do not. */
export async function readKeyAndSettings(session: Session, symbol: string, configured?: PositionMode): Promise<EntryView> {
  const { view, positionRows } = await look(session, symbol, configured);
  return { ...view, settings: parsePositionSettings(positionRows) };
}

async function look(session: Session, symbol: string, configured?: PositionMode): Promise<{ readonly view: KeyView; readonly positionRows: unknown }> {
  const [positionRows, orderRows, algoOrderRows, lastPrice] = await Promise.all([
    session.read('readPositionsOfSymbol', { symbol }),
    session.read('readOpenOrders', { symbol }),
    session.read('readOpenAlgoOrders', { symbol }),
    session.readPublic('readLastPrice', { symbol }),
  ]);
  const positions = ofSymbol(symbol, parseList(positionRows, 'positions', parsePosition));
  assertAllLegs(positions);
  if (configured === 'hedge' && positions.every(({ leg }) => leg === 'net')) await assertOneWay(session);
  const view = {
    positions,
    orders: [...ofSymbol(symbol, parseOpenOrders(orderRows)), ...ofSymbol(symbol, parseOpenAlgoOrders(algoOrderRows))],
    markPrice: await readMarkPrice(session, symbol, positions),
    lastPrice: parsePrice(lastPrice, symbol, 'price'),
  };
  return { view, positionRows };
}

/** The rows of GET /fapi/v1/openOrders. Throws `Unreadable` if one is malformed. */
export function parseOpenOrders(value: unknown): readonly OrderReport[] {
  return parseList(value, 'open orders', parseOrder);
}

/** The rows of GET /fapi/v1/openAlgoOrders. Throws `Unreadable` if one is malformed. */
export function parseOpenAlgoOrders(value: unknown): readonly OrderReport[] {
  return parseList(value, 'open algo orders', parseAlgoOrder);
}

/**
 * In hedge mode the net leg is told beside the other two, so a list that was cut short to it reads like one of one-way mode. Throws
 * `Unreadable` unless the account itself says that it is in that mode.
 */
async function assertOneWay(session: Session): Promise<void> {
  const { isHedged } = parseAccountConfig(await session.read('readAccountConfig', {}));
  if (isHedged) throw new Unreadable('positions: only the net leg is told of an account in hedge mode');
}

/** From the positions, or by one more request if they leave it out, as the exchange may for a flat symbol. */
async function readMarkPrice(session: Session, symbol: string, positions: readonly PositionReport[]): Promise<Decimal> {
  const told = positions.find((position) => position.markPrice.gt(ZERO));
  return told?.markPrice ?? parsePrice(await session.readPublic('readMarkPrice', { symbol }), symbol, 'markPrice');
}
