import { accountVariable } from '@breakwater/config';
import { type AccountKey, EXCHANGES } from '@breakwater/core';
import type { PaperExchange } from './paper-exchange.ts';

/** The accounts of the paper exchange, one at each venue. */
export function accountsOf({ account }: Pick<PaperExchange, 'account'>): AccountKey[] {
  return EXCHANGES.map((exchange) => ({ exchange, account }));
}

/** The variables that point the configured accounts to the paper exchange at URL, whatever stands in the file. */
export function pointTo({ account, venues }: Pick<PaperExchange, 'account' | 'venues'>, url: string): Record<string, string> {
  const variables = EXCHANGES.flatMap((exchange) => {
    const key = { exchange, account };
    const { apiKey, apiSecret } = venues[exchange];
    return [[accountVariable(key, 'URL'), url], [accountVariable(key, 'API_KEY'), apiKey], [accountVariable(key, 'API_SECRET'), apiSecret]] as const;
  });
  return Object.fromEntries(variables);
}
