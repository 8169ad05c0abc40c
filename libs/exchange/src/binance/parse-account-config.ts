import { Row } from '../row.ts';

/** What the account lets this key do, and how it is set as a whole. */
export interface AccountConfig {
  /** Whether orders are taken at all. */
  readonly canTrade: boolean;
  /** Hedge mode: a long and a short leg of one symbol live side by side. */
  readonly isHedged: boolean;
}

/** From Binance USD-M's GET /fapi/v1/accountConfig. Throws `Unreadable` for anything else. */
export function parseAccountConfig(value: unknown): AccountConfig {
  const row = new Row(value, 'account configuration');
  return { canTrade: row.flag('canTrade'), isHedged: row.flag('dualSidePosition') };
}
