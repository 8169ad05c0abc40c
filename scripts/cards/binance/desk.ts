import { Big } from 'big.js';
import { streamBase } from '@breakwater/exchange';
import { type AccountWay, clearUntilEmpty, openBaseDesk } from '../base-desk.ts';
import { CannotTell } from '../card.ts';
import { type Contract, sizeContract } from '../contract.ts';
import type { Desk, Parameters, Reply } from '../desk.ts';
import { openCaller, type Speech } from '../open-caller.ts';
import { openEvents } from '../open-events.ts';

export type OrderRow = Readonly<Record<string, string | number | boolean>>;

/** A desk that knows Binance's words. Prices of orders are given as a factor of the mark price. */
export interface BinanceDesk extends Desk {
  market(side: 'BUY' | 'SELL', quantity: string, more?: Parameters): Promise<Reply>;
  limit(side: 'BUY' | 'SELL', factor: string, more?: Parameters): Promise<Reply>;
  /** A stop at market of the contract's quantity, reduce-only unless it closes the position; watched by the mark price. */
  stop(side: 'BUY' | 'SELL', factor: string, more?: Parameters): Promise<Reply>;
  /** Opens a long position of the contract's quantity and sees it. Throws CannotTell if that does not come about. */
  openLong(): Promise<void>;
  closeLong(): Promise<void>;
  /** The position's signed size; 0 when flat. */
  size(): Promise<Big>;
  openOrders(): Promise<readonly OrderRow[]>;
  openAlgoOrders(): Promise<readonly OrderRow[]>;
}

const speech: Speech = {
  timeMethod: 'fapiPublicGetTime',
  readServerMs: (payload) => Number((payload as { serverTime: number }).serverTime),
  window: (windowMs) => ({ recvWindow: String(windowMs) }),
  readRefusal({ body, failure }) {
    const code = failure === null ? undefined : /"code"\s*:\s*"?(-?\d+)/.exec(body)?.[1];
    return code === undefined ? null : { code, words: /"msg"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? '' };
  },
  // Binance USD-M, "Error Codes": unknown outcomes, limits, overload, keys.
  busy: new Set(['-1000', '-1001', '-1003', '-1006', '-1007', '-1008', '-1015', '-1016', '-1022', '-2014', '-2015']),
};

/** Opens the account for cards. Rejects in one sentence if the exchange, the key or the contract does not serve. */
export async function openBinanceDesk(way: AccountWay): Promise<{ readonly desk: BinanceDesk; close(): Promise<void> }> {
  const caller = await openCaller('binance', way, speech);
  try {
    const { symbol } = way;
    const prices = async () => {
      const { markPrice } = (await caller.read('fapiPublicGetPremiumIndex', { symbol })) as { markPrice: string };
      const { price } = (await caller.read('fapiPublicV2GetTickerPrice', { symbol })) as { price: string };
      return { last: price, mark: markPrice };
    };
    const contract = await readContract(symbol, caller.read, (await prices()).mark);
    return { desk: toDesk(way, { ...openBaseDesk('binance', way, contract, caller), prices }), close: caller.close };
  } catch (error) {
    await caller.close();
    throw error;
  }
}

interface Listed {
  readonly symbol: string;
  readonly filters: readonly Readonly<Record<string, string | number | undefined>>[];
}

async function readContract(symbol: string, read: Desk['read'], price: string): Promise<Contract> {
  const { symbols } = (await read('fapiPublicGetExchangeInfo', {})) as { symbols: readonly Listed[] };
  const listed = symbols.find((one) => one.symbol === symbol);
  if (listed === undefined) throw new Error(`The exchange does not list ${symbol}: name a contract of its own with --symbol.`);
  const of = (filterType: string, name: string): string => String(listed.filters.find((filter) => filter['filterType'] === filterType)?.[name] ?? '');
  const band = new Big(of('PERCENT_PRICE', 'multiplierUp')).minus(1).toFixed();
  return sizeContract({ symbol, tick: of('PRICE_FILTER', 'tickSize'), step: of('MARKET_LOT_SIZE', 'stepSize') || of('LOT_SIZE', 'stepSize'), quantityMin: of('LOT_SIZE', 'minQty'), notionalMin: of('MIN_NOTIONAL', 'notional'), priceBand: band }, price);
}

type Base = ReturnType<typeof openBaseDesk> & Pick<Desk, 'prices'>;

function toDesk(way: AccountWay, base: Base): BinanceDesk {
  const { send, insist, newId, contract, find } = base;
  const { symbol, quantity } = contract;
  const at = async (factor: string): Promise<string> => base.scale((await base.prices()).mark, factor);
  const openOrders = async () => (await insist('fapiPrivateGetOpenOrders', { symbol })) as readonly OrderRow[];
  const openAlgoOrders = async () => (await insist('fapiPrivateGetOpenAlgoOrders', { symbol })) as readonly OrderRow[];
  const size = async (): Promise<Big> => {
    const rows = (await insist('fapiPrivateV2GetPositionRisk', { symbol })) as readonly { positionAmt: string; positionSide: string }[];
    return rows.reduce((sum, { positionAmt }) => sum.plus(positionAmt), new Big(0));
  };
  const market: BinanceDesk['market'] = (side, quantity, more = {}) => send('fapiPrivatePostOrder', { symbol, side, type: 'MARKET', quantity, newClientOrderId: newId(), newOrderRespType: 'RESULT', ...more });
  const describeHoldings = async (): Promise<string | null> => {
    const [held, plain, conditional] = [await size(), await openOrders(), await openAlgoOrders()];
    const parts = [held.eq(0) ? '' : `a position of ${held.toFixed()}`, plain.length === 0 ? '' : `${plain.length} open orders`, conditional.length === 0 ? '' : `${conditional.length} conditional orders`];
    return parts.filter((part) => part !== '').join(', ') || null;
  };
  const until = async (what: string, isSo: (held: Big) => boolean): Promise<void> => {
    if ((await find(async () => (isSo(await size()) ? true : null))) === null) throw new CannotTell(`the position did not become ${what}`);
  };
  return {
    ...base,
    ...{ size, openOrders, openAlgoOrders, market, describeHoldings },
    limit: async (side, factor, more = {}) => send('fapiPrivatePostOrder', { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity, price: await at(factor), newClientOrderId: newId(), newOrderRespType: 'RESULT', ...more }),
    stop: async (side, factor, more = {}) => {
      const terms = 'closePosition' in more ? {} : { quantity, reduceOnly: 'true' };
      return send('fapiPrivatePostAlgoOrder', { algoType: 'CONDITIONAL', symbol, side, type: 'STOP_MARKET', triggerPrice: await at(factor), workingType: 'MARK_PRICE', clientAlgoId: newId(), ...terms, ...more });
    },
    async openLong() {
      const { code, words } = await market('BUY', quantity);
      if (code !== null) throw new CannotTell(`the position was not opened: ${code} ${words}`);
      await until('open', (held) => held.eq(quantity));
    },
    async closeLong() {
      const { code, words } = await market('SELL', quantity, { reduceOnly: 'true' });
      if (code !== null) throw new CannotTell(`the position was not closed: ${code} ${words}`);
      await until('flat', (held) => held.eq(0));
    },
    isHedged: async () => ((await insist('fapiPrivateGetPositionSideDual', {})) as { dualSidePosition: boolean }).dualSidePosition,
    async openStream() {
      const { listenKey } = (await insist('fapiPrivatePostListenKey', {})) as { listenKey: string };
      return openEvents(`${streamBase('binance', way)}/private/ws?listenKey=${encodeURIComponent(listenKey)}`, []);
    },
    clear: () =>
      clearUntilEmpty(symbol, way.waitMs, async () => {
        // Orders first: a stop that triggers meanwhile must not open anything. A refusal shows in what is left.
        await send('fapiPrivateDeleteAllOpenOrders', { symbol });
        await send('fapiPrivateDeleteAlgoOpenOrders', { symbol });
        const held = await size();
        if (!held.eq(0)) await market(held.gt(0) ? 'SELL' : 'BUY', held.abs().toFixed(), { reduceOnly: 'true' });
      }, describeHoldings),
  };
}
