import { createHmac } from 'node:crypto';
import { Big } from 'big.js';
import { streamBase } from '@breakwater/exchange';
import { type AccountWay, clearUntilEmpty, openBaseDesk } from '../base-desk.ts';
import { CannotTell } from '../card.ts';
import { type Contract, sizeContract } from '../contract.ts';
import type { Desk, Parameters, Reply } from '../desk.ts';
import { openCaller, type Speech } from '../open-caller.ts';
import { openEvents } from '../open-events.ts';

export type Row = Readonly<Record<string, string>>;

/** A desk that knows Bybit's words. Prices of orders are given as a factor of the mark price. */
export interface BybitDesk extends Desk {
  /** As `send`, and as `insist`, of the linear contract: its category and symbol are added. */
  post(method: string, parameters: Parameters): Promise<Reply>;
  market(side: 'Buy' | 'Sell', quantity: string, more?: Parameters): Promise<Reply>;
  limit(side: 'Buy' | 'Sell', factor: string, more?: Parameters): Promise<Reply>;
  /** A reduce-only conditional order at market that sells the contract's quantity when the mark price falls. */
  stop(factor: string, more?: Parameters): Promise<Reply>;
  /** A price on the grid, as a factor of the mark price. */
  at(factor: string): Promise<string>;
  /** Opens a long position of the contract's quantity and sees it. Throws CannotTell if that does not come about. */
  openLong(more?: Parameters): Promise<void>;
  closeLong(): Promise<void>;
  size(): Promise<Big>;
  /** The row of the contract's position, flat or not. */
  position(): Promise<Row>;
  openOrders(): Promise<readonly Row[]>;
  /** An order as `realtime` knows it by its client id, open or ended lately; null: not (yet). */
  order(orderLinkId: string): Promise<Row | null>;
  /** The same once it has one of these states; throws CannotTell if it does not get there. */
  orderThatIs(orderLinkId: string, ...states: readonly string[]): Promise<Row>;
}

const speech: Speech = {
  timeMethod: 'publicGetV5MarketTime',
  readServerMs: (payload) => Number((payload as { time: number }).time),
  // The window is in the signed headers.
  window: () => ({}),
  readRefusal({ body, failure, payload }) {
    const told = failure === null ? (payload as { retCode?: number; retMsg?: string } | undefined) : undefined;
    const code = told?.retCode ?? /"retCode"\s*:\s*(\d+)/.exec(body)?.[1];
    if (code === undefined || Number(code) === 0) return null;
    return { code: String(code), words: told?.retMsg ?? /"retMsg"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '' };
  },
  // Bybit v5, "Error Codes": servers in trouble, limits, keys.
  busy: new Set(['10000', '10003', '10004', '10005', '10006', '10007', '10009', '10010', '10016', '10018', '10019', '10429', '33004']),
};

const CATEGORY = { category: 'linear' };
const readList = <T>(payload: unknown): readonly T[] => (payload as { result: { list: readonly T[] } }).result.list;

/** Opens the account for cards. Rejects in one sentence if the exchange, the key or the contract does not serve. */
export async function openBybitDesk(way: AccountWay): Promise<{ readonly desk: BybitDesk; close(): Promise<void> }> {
  const caller = await openCaller('bybit', way, speech);
  try {
    const { symbol } = way;
    const prices = async () => {
      const [row] = readList<{ lastPrice: string; markPrice: string }>(await caller.read('publicGetV5MarketTickers', { ...CATEGORY, symbol }));
      if (row === undefined) throw new Error(`The exchange does not list ${symbol}: name a contract of its own with --symbol.`);
      return { last: row.lastPrice, mark: row.markPrice };
    };
    const contract = await readContract(symbol, caller.read, (await prices()).mark);
    return { desk: toDesk(way, { ...openBaseDesk('bybit', way, contract, caller), prices }, caller.nowMs), close: caller.close };
  } catch (error) {
    await caller.close();
    throw error;
  }
}

interface Listed {
  readonly priceFilter: { readonly tickSize: string };
  readonly lotSizeFilter: { readonly qtyStep: string; readonly minOrderQty: string; readonly minNotionalValue: string };
  readonly riskParameters?: { readonly priceLimitRatioX?: string };
}

async function readContract(symbol: string, read: Desk['read'], price: string): Promise<Contract> {
  const [listed] = readList<Listed>(await read('publicGetV5MarketInstrumentsInfo', { ...CATEGORY, symbol }));
  if (listed === undefined) throw new Error(`The exchange does not list ${symbol}: name a contract of its own with --symbol.`);
  const { priceFilter, lotSizeFilter, riskParameters } = listed;
  return sizeContract({ symbol, tick: priceFilter.tickSize, step: lotSizeFilter.qtyStep, quantityMin: lotSizeFilter.minOrderQty, notionalMin: lotSizeFilter.minNotionalValue, priceBand: riskParameters?.priceLimitRatioX || '0.1' }, price);
}

type Base = ReturnType<typeof openBaseDesk> & Pick<Desk, 'prices'>;
const AUTH_MS = 10_000;
const TOPICS = ['order', 'execution', 'position'];

function toDesk(way: AccountWay, base: Base, nowMs: () => number): BybitDesk {
  const { send, insist, newId, contract, find } = base;
  const { symbol, quantity } = contract;
  const own = { ...CATEGORY, symbol };
  const post: BybitDesk['post'] = (method, parameters) => send(method, { ...own, ...parameters });
  const place = (parameters: Parameters): Promise<Reply> => post('privatePostV5OrderCreate', { positionIdx: 0, orderLinkId: newId(), ...parameters });
  const at: BybitDesk['at'] = async (factor) => base.scale((await base.prices()).mark, factor);
  const position = async (): Promise<Row> => readList<Row>(await insist('privateGetV5PositionList', own))[0] ?? { size: '0', side: '' };
  const size = async (): Promise<Big> => {
    const { size: held, side } = await position();
    return new Big(held || '0').times(side === 'Sell' ? -1 : 1);
  };
  const openOrders = async (): Promise<readonly Row[]> => readList<Row>(await insist('privateGetV5OrderRealtime', { ...own, limit: 50 }));
  const order = async (orderLinkId: string): Promise<Row | null> => readList<Row>(await insist('privateGetV5OrderRealtime', { ...own, orderLinkId }))[0] ?? null;
  const market: BybitDesk['market'] = (side, qty, more = {}) => place({ side, orderType: 'Market', qty, ...more });
  const describeHoldings = async (): Promise<string | null> => {
    const [held, open] = [await size(), await openOrders()];
    const parts = [held.eq(0) ? '' : `a position of ${held.toFixed()}`, open.length === 0 ? '' : `${open.length} open orders`];
    return parts.filter((part) => part !== '').join(', ') || null;
  };
  const until = async (what: string, isSo: (held: Big) => boolean): Promise<void> => {
    if ((await find(async () => (isSo(await size()) ? true : null))) === null) throw new CannotTell(`the position did not become ${what}`);
  };
  return {
    ...base,
    ...{ post, at, position, size, openOrders, order, market, describeHoldings },
    limit: async (side, factor, more = {}) => place({ side, orderType: 'Limit', timeInForce: 'GTC', qty: quantity, price: await at(factor), ...more }),
    stop: async (factor, more = {}) => place({ side: 'Sell', orderType: 'Market', qty: quantity, reduceOnly: true, triggerPrice: await at(factor), triggerDirection: 2, triggerBy: 'MarkPrice', ...more }),
    async orderThatIs(orderLinkId, ...states) {
      const row = await find(async () => {
        const seen = await order(orderLinkId);
        return seen !== null && states.includes(seen['orderStatus'] ?? '') ? seen : null;
      });
      if (row === null) throw new CannotTell(`the order did not become ${states.join(' or ')}: ${(await order(orderLinkId))?.['orderStatus'] ?? 'not found'}`);
      return row;
    },
    async openLong(more = {}) {
      const { code, words } = await market('Buy', quantity, more);
      if (code !== null) throw new CannotTell(`the position was not opened: ${code} ${words}`);
      await until('open', (held) => held.eq(quantity));
    },
    async closeLong() {
      const { code, words } = await market('Sell', quantity, { reduceOnly: true });
      if (code !== null) throw new CannotTell(`the position was not closed: ${code} ${words}`);
      await until('flat', (held) => held.eq(0));
    },
    // In hedge mode a contract has a row for each leg, and none for both.
    isHedged: async () => Number((await position())['positionIdx'] ?? 0) !== 0,
    async openStream() {
      const expires = nowMs() + AUTH_MS;
      const signature = createHmac('sha256', way.apiSecret).update(`GET/realtime${expires}`).digest('hex');
      return openEvents(`${streamBase('bybit', way)}/v5/private`, [JSON.stringify({ op: 'auth', args: [way.apiKey, expires, signature] }), JSON.stringify({ op: 'subscribe', args: TOPICS })]);
    },
    clear: () =>
      clearUntilEmpty(symbol, way.waitMs, async () => {
        // Orders first: a stop that triggers meanwhile must not open anything. A refusal shows in what is left.
        await post('privatePostV5OrderCancelAll', {});
        const held = await size();
        if (!held.eq(0)) await market(held.gt(0) ? 'Sell' : 'Buy', held.abs().toFixed(), { reduceOnly: true });
      }, describeHoldings),
  };
}
