import type { Exchange } from '@breakwater/engine';

/** An answer of the exchange port, as the engine gets it. */
export interface Told {
  readonly method: string;
  /** Null for one about the whole account. */
  readonly symbol: string | null;
  readonly answer: { readonly type: string };
  /** When the engine asked: on the true clock, and on the exchange's as the process has it. */
  readonly askedAtMs: number;
  readonly askedAtExchangeMs: number;
}

/**
 * The exchange port of one process. What it sends passes the scheduler request by request (world/venue-wire.ts), which is
 * finer than call by call; here its answers are only looked at.
 */
export function observeExchange(exchange: Exchange, nowMs: () => number, onTold: (told: Told) => void, passed: Set<string>): Exchange {
  const observe = <Values extends readonly unknown[], Answer extends { readonly type: string }>(method: string, read: (...values: Values) => Promise<Answer>) =>
    async (...values: Values): Promise<Answer> => {
      passed.add(`exchange.${method}`);
      const asked = { askedAtMs: nowMs(), askedAtExchangeMs: exchange.nowMs() };
      const answer = await read(...values);
      onTold({ method, symbol: typeof values[0] === 'string' ? values[0] : null, answer, ...asked });
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
    readKeyAndSettings: observe('readKeyAndSettings', exchange.readKeyAndSettings),
    readSettings: observe('readSettings', exchange.readSettings),
    readExecutions: observe('readExecutions', exchange.readExecutions),
    readMarketFacts: observe('readMarketFacts', exchange.readMarketFacts),
    readAvailableBalances: observe('readAvailableBalances', exchange.readAvailableBalances),
    findByClientOrderId: observe('findByClientOrderId', exchange.findByClientOrderId),
    findByExchangeOrderId: observe('findByExchangeOrderId', exchange.findByExchangeOrderId),
    // Where it leads is the rate budgets, which the scheduler sees by themselves.
    admit: exchange.admit,
    giveBack: (request) => (passed.add('exchange.giveBack'), exchange.giveBack?.(request)),
    send: observe('send', exchange.send),
  };
}
