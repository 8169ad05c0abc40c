import { binanceRules } from '@breakwater/paper';
import { type Card, saw } from '../card.ts';
import type { BinanceDesk } from './desk.ts';
import { takenOr } from './stop-cards.ts';

interface Filtered {
  readonly symbols: readonly { readonly symbol: string; readonly filters: readonly { readonly filterType: string; readonly limit?: number }[] }[];
}

interface Brackets {
  readonly brackets: readonly { readonly maintMarginRatio: number }[];
}

/** Cards about settings and limits of an account. Sources: Binance USD-M, "Exchange Information", "Notional and Leverage Brackets", "Change Margin Type". */
export const accountCards: readonly Card<BinanceDesk>[] = [
  {
    id: 'conditional-orders-max',
    subject: 'account',
    question: 'How many conditional orders may wait for one contract?',
    assumes: 'As many as exchangeInfo says under MAX_NUM_ALGO_ORDERS: a hundred.',
    expects: [String(binanceRules.maxConditionalOrders)],
    rule: 'maxConditionalOrders',
    asks: 'GET exchangeInfo.',
    otherwise: 'Nothing in the engine: it holds two a position at most.',
    async ask(desk) {
      const { symbols } = (await desk.read('fapiPublicGetExchangeInfo', {})) as Filtered;
      const filters = symbols.find(({ symbol }) => symbol === desk.contract.symbol)?.filters ?? [];
      return saw(String(filters.find(({ filterType }) => filterType === 'MAX_NUM_ALGO_ORDERS')?.limit ?? 'not told'));
    },
  },
  {
    id: 'maintenance-rate',
    subject: 'account',
    question: 'Which share of its notional must a position keep as maintenance margin?',
    assumes: 'One rate for all sizes, which no exchange has: the paper exchange knows no brackets.',
    expects: [binanceRules.maintenanceRate],
    rule: 'maintenanceRate',
    asks: 'GET leverageBracket.',
    otherwise: 'Liquidation prices come from the exchange; set the rate of the first bracket where a test is about them.',
    async ask(desk) {
      const payload = (await desk.insist('fapiPrivateGetLeverageBracket', { symbol: desk.contract.symbol })) as Brackets | readonly Brackets[];
      const { brackets } = (Array.isArray(payload) ? payload[0] : payload) as Brackets;
      return saw(String(brackets[0]?.maintMarginRatio), `${brackets.length} brackets, up to ${brackets.at(-1)?.maintMarginRatio}`);
    },
  },
  {
    id: 'same-leverage',
    subject: 'account',
    question: 'What does Binance say to the leverage that is set already?',
    assumes: 'It is a success.',
    expects: ['taken'],
    asks: 'GET symbolConfig; POST leverage with what it says.',
    otherwise: 'Add the code to UNCHANGED in `libs/exchange/src/binance/codes.ts`.',
    async ask(desk) {
      const { symbol } = desk.contract;
      const [{ leverage }] = (await desk.insist('fapiPrivateGetSymbolConfig', { symbol })) as [{ leverage: number }];
      return takenOr(await desk.send('fapiPrivatePostLeverage', { symbol, leverage: String(leverage) }));
    },
  },
  {
    id: 'same-margin-type',
    subject: 'account',
    question: 'What does Binance say to the margin type that is set already?',
    assumes: 'That there is no need to change it, which counts as a success.',
    expects: ['-4046'],
    asks: 'GET symbolConfig; POST marginType with what it says.',
    otherwise: 'Add the code to UNCHANGED in `libs/exchange/src/binance/codes.ts`.',
    async ask(desk) {
      const { symbol } = desk.contract;
      const [{ marginType }] = (await desk.insist('fapiPrivateGetSymbolConfig', { symbol })) as [{ marginType: string }];
      return takenOr(await desk.send('fapiPrivatePostMarginType', { symbol, marginType: marginType.toUpperCase() === 'ISOLATED' ? 'ISOLATED' : 'CROSSED' }));
    },
  },
  {
    id: 'same-position-mode',
    subject: 'account',
    question: 'What does Binance say to the position mode that is set already?',
    assumes: 'That there is no need to change it.',
    expects: ['-4059'],
    asks: 'POST positionSide/dual with false, in one-way mode.',
    otherwise: 'Correct `libs/paper-venue/src/binance/account-settings.ts`; the fleet never sets the mode.',
    ask: async (desk) => takenOr(await desk.send('fapiPrivatePostPositionSideDual', { dualSidePosition: 'false' })),
  },
];
