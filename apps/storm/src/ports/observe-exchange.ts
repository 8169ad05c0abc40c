import type { Exchange } from '@breakwater/engine';

/** Told of every answer of the exchange port, as the engine gets it: null for one about the whole account. */
export type OnReading = (method: string, symbol: string | null, answer: { readonly type: string }) => void;

/**
 * The exchange port of one process. What it sends passes the scheduler request by request (world/venue-wire.ts), which is
 * finer than call by call; here its answers are only looked at.
 */
export function observeExchange(exchange: Exchange, onReading: OnReading, passed: Set<string>): Exchange {
  const observe = <Values extends readonly unknown[], Answer extends { readonly type: string }>(method: string, read: (...values: Values) => Promise<Answer>) =>
    async (...values: Values): Promise<Answer> => {
      passed.add(`exchange.${method}`);
      const answer = await read(...values);
      onReading(method, typeof values[0] === 'string' ? values[0] : null, answer);
      return answer;
    };
  return {
    key: exchange.key,
    nowMs: exchange.nowMs,
    clockErrorMs: exchange.clockErrorMs,
    usage: exchange.usage,
    markets: (reload) => (passed.add('exchange.markets'), exchange.markets(reload)),
    readAccount: observe('readAccount', exchange.readAccount),
    readKey: observe('readKey', exchange.readKey),
    readSettings: observe('readSettings', exchange.readSettings),
    readExecutions: observe('readExecutions', exchange.readExecutions),
    findByClientOrderId: observe('findByClientOrderId', exchange.findByClientOrderId),
    findByExchangeOrderId: observe('findByExchangeOrderId', exchange.findByExchangeOrderId),
    send: observe('send', exchange.send),
  };
}
